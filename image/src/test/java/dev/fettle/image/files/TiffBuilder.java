package dev.fettle.image.files;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// TIFF files of any kind, byte by byte: header, strips or tiles, values, directories.
final class TiffBuilder {
    private final TreeMap<Integer, Field> fields = new TreeMap<>();
    private final List<TiffBuilder> below = new ArrayList<>();
    private List<byte[]> parts = List.of();
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private boolean big;
    private Optional<TiffBuilder> next = Optional.empty();

    private record Field(int type, List<Number> values) {}

    /// A gray picture in one strip, without data.
    static TiffBuilder gray(int width, int height, int bits) {
        return new TiffBuilder()
                .with(TiffTags.WIDTH, 3, width)
                .with(TiffTags.HEIGHT, 3, height)
                .with(TiffTags.BITS, 3, bits)
                .with(TiffTags.COMPRESSION, 3, 1)
                .with(TiffTags.PHOTOMETRIC, 3, 1)
                .with(TiffTags.SAMPLES, 3, 1);
    }

    /// A picture of several samples in one strip, without data.
    static TiffBuilder colour(int width, int height, int photometric, Number... bits) {
        return gray(width, height, 8)
                .with(TiffTags.BITS, 3, bits)
                .with(TiffTags.PHOTOMETRIC, 3, photometric)
                .with(TiffTags.SAMPLES, 3, bits.length);
    }

    TiffBuilder order(ByteOrder bytes) {
        order = bytes;
        return this;
    }

    /// BigTIFF: places and counts of 64 bits.
    TiffBuilder big() {
        big = true;
        return this;
    }

    TiffBuilder with(int tag, int type, Number... values) {
        fields.put(tag, new Field(type, List.of(values)));
        return this;
    }

    TiffBuilder withBytes(int tag, byte[] bytes) {
        Number[] values = new Number[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            values[i] = bytes[i];
        }
        return with(tag, 7, values);
    }

    TiffBuilder without(int tag) {
        fields.remove(tag);
        return this;
    }

    /// The data of the strips; fields for their places and lengths.
    TiffBuilder strips(byte[]... strips) {
        return parts(TiffTags.STRIP_OFFSETS, TiffTags.STRIP_BYTES, strips);
    }

    /// The data of tiles of this size.
    TiffBuilder tiles(int width, int height, byte[]... tiles) {
        return with(TiffTags.TILE_WIDTH, 3, width)
                .with(TiffTags.TILE_HEIGHT, 3, height)
                .parts(TiffTags.TILE_OFFSETS, TiffTags.TILE_BYTES, tiles);
    }

    private TiffBuilder parts(int offsets, int lengths, byte[]... data) {
        parts = List.of(data);
        Number[] sizes = Arrays.stream(data).map(part -> part.length).toArray(Number[]::new);
        Number[] places = new Number[data.length];
        Arrays.fill(places, 0); // known when the file is built
        return with(offsets, big ? 16 : 4, places).with(lengths, 4, sizes);
    }

    TiffBuilder next(TiffBuilder page) {
        next = Optional.of(page);
        return this;
    }

    TiffBuilder below(TiffBuilder page) {
        below.add(page);
        return this;
    }

    byte[] build() {
        var out = new ByteArrayOutputStream();
        out.writeBytes(header(0));
        long directory = append(out);
        byte[] file = out.toByteArray();
        byte[] header = header(directory);
        System.arraycopy(header, 0, file, 0, header.length);
        return file;
    }

    private byte[] header(long directory) {
        ByteBuffer header = ByteBuffer.allocate(big ? 16 : 8).order(order);
        header.put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(StandardCharsets.US_ASCII));
        if (big) {
            header.putShort((short) 43).putShort((short) 8).putShort((short) 0).putLong(directory);
        } else {
            header.putShort((short) 42).putInt((int) directory);
        }
        return header.array();
    }

    /// Appends data, values and directory; says where the directory stands.
    private long append(ByteArrayOutputStream out) {
        place(out);
        long follower = next.map(page -> page.like(this).append(out)).orElse(0L);
        if (!below.isEmpty()) {
            with(
                    TiffTags.SUB_DIRECTORIES,
                    big ? 18 : 13,
                    below.stream().map(page -> page.like(this).append(out)).toArray(Number[]::new));
        }
        ByteBuffer table = ByteBuffer.allocate((big ? 16 : 6) + fields.size() * (big ? 20 : 12))
                .order(order);
        putCount(table);
        fields.forEach((tag, field) -> {
            table.putShort(tag.shortValue()).putShort((short) field.type);
            putPlace(table, field.values.size());
            putValue(table, bytes(field), out);
        });
        putPlace(table, follower);
        long at = out.size();
        out.writeBytes(table.array());
        return at;
    }

    private TiffBuilder like(TiffBuilder parent) {
        order = parent.order;
        big = parent.big;
        return this;
    }

    private void place(ByteArrayOutputStream out) {
        Number[] places = new Number[parts.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = out.size();
            out.writeBytes(parts.get(i));
        }
        for (int tag : new int[] {TiffTags.STRIP_OFFSETS, TiffTags.TILE_OFFSETS}) {
            fields.computeIfPresent(
                    tag, (key, field) -> isUnknown(field) ? new Field(field.type, List.of(places)) : field);
        }
    }

    private static boolean isUnknown(Field field) {
        return field.values.stream().allMatch(place -> place.longValue() == 0);
    }

    private void putCount(ByteBuffer table) {
        if (big) {
            table.putLong(fields.size());
        } else {
            table.putShort((short) fields.size());
        }
    }

    private void putPlace(ByteBuffer table, long place) {
        if (big) {
            table.putLong(place);
        } else {
            table.putInt((int) place);
        }
    }

    private void putValue(ByteBuffer table, byte[] value, ByteArrayOutputStream out) {
        int end = table.position() + (big ? 8 : 4);
        if (table.position() + value.length <= end) {
            table.put(value).position(end);
            return;
        }
        putPlace(table, out.size());
        out.writeBytes(value);
    }

    private byte[] bytes(Field field) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * field.values.size()).order(order);
        for (Number value : field.values) {
            switch (field.type) {
                case 1, 2, 6, 7, 129 -> bytes.put(value.byteValue());
                case 3, 8 -> bytes.putShort(value.shortValue());
                case 4, 9, 13 -> bytes.putInt(value.intValue());
                case 5 ->
                    bytes.putInt((int) Math.round(value.doubleValue() * 1000)).putInt(1000);
                case 11 -> bytes.putFloat(value.floatValue());
                case 12 -> bytes.putDouble(value.doubleValue());
                default -> bytes.putLong(value.longValue());
            }
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /// Rows of samples, highest bit first, every row filled up to whole bytes.
    static byte[] packed(int bits, int samplesOfRow, long... samples) {
        var out = new ByteArrayOutputStream();
        for (int row = 0; row < samples.length; row += samplesOfRow) {
            long buffer = 0;
            int held = 0;
            for (int i = row; i < row + samplesOfRow; i++) {
                for (int bit = bits - 1; bit >= 0; bit--) {
                    buffer = buffer << 1 | samples[i] >> bit & 1;
                    if (++held == 8) {
                        out.write((int) buffer);
                        held = 0;
                    }
                }
            }
            if (held > 0) {
                out.write((int) buffer << (8 - held));
            }
        }
        return out.toByteArray();
    }

    /// Samples of whole bytes in a byte order.
    static byte[] whole(int bits, ByteOrder order, long... samples) {
        byte[] bytes = packed(bits, samples.length, samples);
        int size = bits / 8;
        for (int at = 0; order == ByteOrder.LITTLE_ENDIAN && at < bytes.length; at += size) {
            for (int i = 0; i < size / 2; i++) {
                byte first = bytes[at + i];
                bytes[at + i] = bytes[at + size - 1 - i];
                bytes[at + size - 1 - i] = first;
            }
        }
        return bytes;
    }

    /// As many equal bytes.
    static byte[] filled(int count, int value) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
