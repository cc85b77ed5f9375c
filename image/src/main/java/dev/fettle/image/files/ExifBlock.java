package dev.fettle.image.files;

import dev.fettle.image.Remark;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// A copy of an EXIF block (CIPA DC-008, a TIFF stream) that is made fit for another picture in place: values and
/// makers' notes stay where they are, because offsets of unknown kind may point at them.
///
/// Entries that cannot be read are taken out of their directories: those of a type that does not exist, those whose
/// value leaves the block, lies upon a directory or repeats so much that all of them are longer than the block, and
/// pointers to directories that are none.
final class ExifBlock {
    private static final String PREFIX = "Exif\0\0";
    private static final int HEADER = 8;
    private static final int SLOT = 12; // bytes of an entry: tag, type, count, value or its place
    private static final int MAX_NAMED = 3;
    private static final int MAIN = 0; // stands for the first directory where others are known by their pointer's tag
    private static final Map<Integer, List<Integer>> CHILDREN = Map.of(
            MAIN,
            List.of(Exif.EXIF_DIRECTORY, Exif.GPS_DIRECTORY),
            Exif.EXIF_DIRECTORY,
            List.of(Exif.INTEROPERABILITY_DIRECTORY));

    private final ByteBuffer bytes;
    private final TreeMap<Integer, List<Integer>> slots = new TreeMap<>(); // places of each directory's entries
    private final List<Span> tables = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private long valueBytes;
    private int used = HEADER; // nothing that is kept lies behind this place
    private int second; // place of the directory that describes the thumbnail; 0 if there is none

    private record Span(int from, int to) {
        boolean meets(int otherFrom, long otherTo) {
            return otherFrom < to && from < otherTo;
        }
    }

    private ExifBlock(byte[] block, ByteOrder order) {
        this.bytes = ByteBuffer.wrap(block).order(order);
    }

    /// The block without what cannot be read in it; empty if that is all. JPEG's prefix `Exif\0\0` before it is
    /// skipped, however often it stands there.
    static Optional<ExifBlock> read(byte[] content) {
        byte[] block = withoutPrefix(content);
        boolean little = startsWith(block, 0, "II*\0");
        if (block.length < HEADER + 2 || (!little && !startsWith(block, 0, "MM\0*"))) {
            return Optional.empty();
        }
        var exif = new ExifBlock(block, little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int first = exif.bytes.getInt(4);
        return exif.isTable(first) && exif.tidy(MAIN, first) ? Optional.of(exif) : Optional.empty();
    }

    private static byte[] withoutPrefix(byte[] content) {
        int from = 0;
        while (startsWith(content, from, PREFIX)) {
            from += PREFIX.length();
        }
        return Arrays.copyOfRange(content, from, content.length);
    }

    private static boolean startsWith(byte[] content, int from, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
        return from + wanted.length <= content.length
                && Arrays.equals(content, from, from + wanted.length, wanted, 0, wanted.length);
    }

    /// Whether a directory may begin at this place.
    private boolean isTable(int at) {
        return at >= HEADER && at <= length() - 2 && tables.stream().noneMatch(table -> table.meets(at, at + 2L));
    }

    private int length() {
        return bytes.limit();
    }

    private int u16(int at) {
        return Short.toUnsignedInt(bytes.getShort(at));
    }

    /// Moves the entries that can be read together. Where a directory promises more entries than it has, what follows
    /// it is taken for entries; so it is known to reach no further than the last one that looks like an entry.
    ///
    /// @return whether any of those that the directory promises is left
    private boolean tidy(int directory, int at) {
        int promised = u16(at);
        int count = Math.min(promised, (length() - at - 2) / SLOT);
        int end = at + 2 + SLOT * count;
        if (directory == MAIN && end + 4 <= length()) {
            second = bytes.getInt(end);
        }
        while (end > at + 2 && !isEntry(end - SLOT)) {
            end -= SLOT;
        }
        tables.add(new Span(at, end));
        List<byte[]> kept = new ArrayList<>();
        for (int slot = at + 2; slot < end; slot += SLOT) {
            if (isReadable(slot) && isTidyChild(directory, slot)) {
                byte[] entry = new byte[SLOT];
                bytes.get(slot, entry);
                kept.add(entry);
            } else if (bytes.getLong(slot) != 0) { // an entry of zeros says nothing
                lost.add("0x%04X".formatted(u16(slot)));
            }
        }
        if (at + 2 + SLOT * promised > end) {
            lost.add("%d at the end".formatted(promised - (end - at - 2) / SLOT));
        }
        put(directory, at, kept);
        return promised == 0 || !kept.isEmpty();
    }

    private void put(int directory, int at, List<byte[]> entries) {
        List<Integer> places = new ArrayList<>();
        bytes.putShort(at, (short) entries.size());
        for (byte[] entry : entries) {
            int slot = at + 2 + SLOT * places.size();
            bytes.put(slot, entry);
            places.add(slot);
        }
        slots.put(directory, places);
        int link = at + 2 + SLOT * places.size(); // to a thumbnail's directory, which is not kept
        for (int i = link; i < Math.min(link + 4, length()); i++) {
            bytes.put(i, (byte) 0);
        }
        used = Math.max(used, link + 4);
    }

    /// Whether these bytes are of a type that exists and of a value inside the block.
    private boolean isEntry(int slot) {
        int size = size(u16(slot + 2));
        long bytesOfValue = valueLength(slot);
        int at = bytes.getInt(slot + 8);
        return size > 0 && (bytesOfValue <= 4 || (at >= HEADER && at <= length() - bytesOfValue));
    }

    private long valueLength(int slot) {
        return Integer.toUnsignedLong(bytes.getInt(slot + 4)) * size(u16(slot + 2));
    }

    private boolean isReadable(int slot) {
        long size = valueLength(slot);
        if (!isEntry(slot) || size <= 4) {
            return isEntry(slot);
        }
        int at = bytes.getInt(slot + 8);
        if (tables.stream().anyMatch(table -> table.meets(at, at + size)) || valueBytes + size > length()) {
            return false;
        }
        valueBytes += size;
        used = Math.max(used, (int) (at + size));
        return true;
    }

    /// Bytes per value; 0 for types that do not exist.
    private static int size(int type) {
        return switch (type) {
            case 1, 2, 6, 7, 129 -> 1; // 129: UTF-8, EXIF 3.0
            case 3, 8 -> 2;
            case 4, 9, 11, 13 -> 4;
            case 5, 10, 12 -> 8;
            default -> 0;
        };
    }

    /// Whether this is no pointer, or one to a directory of which something is left.
    private boolean isTidyChild(int directory, int slot) {
        int tag = u16(slot);
        if (!CHILDREN.getOrDefault(directory, List.of()).contains(tag)) {
            return true;
        }
        int at = (int) number(slot).orElse(0);
        return isTable(at) && !slots.containsKey(tag) && tidy(tag, at);
    }

    /// The first number of an entry, if it holds whole ones.
    private OptionalLong number(int slot) {
        long count = Integer.toUnsignedLong(bytes.getInt(slot + 4));
        int type = u16(slot + 2);
        int at = valueLength(slot) <= 4 ? slot + 8 : bytes.getInt(slot + 8);
        if (count == 0) {
            return OptionalLong.empty();
        }
        return switch (type) {
            case 1, 6, 7 -> OptionalLong.of(bytes.get(at) & 0xFF);
            case 3, 8 -> OptionalLong.of(u16(at));
            case 4, 9, 13 -> OptionalLong.of(Integer.toUnsignedLong(bytes.getInt(at)));
            default -> OptionalLong.empty();
        };
    }

    /// What was taken out, if anything was.
    Optional<Remark> remark() {
        if (lost.isEmpty()) {
            return Optional.empty();
        }
        int more = lost.size() - MAX_NAMED;
        String names = String.join(", ", lost.subList(0, Math.min(MAX_NAMED, lost.size())));
        return Optional.of(Remark.dropped("EXIF entries that cannot be read are left out (" + names
                + (more > 0 ? " and " + more + " more)" : ")")));
    }

    /// The first entry that says one of the eight orientations, as a whole number of whatever type, in the first
    /// directory; upright if none does.
    Orientation orientation() {
        return entries(MAIN, Exif.ORIENTATION).stream()
                .flatMap(slot -> number(slot).stream().boxed())
                .filter(tag -> tag >= 1 && tag <= 8)
                .map(Orientation::of)
                .findFirst()
                .orElse(Orientation.UPRIGHT);
    }

    /// Says that the picture stands upright in every entry about orientation, wherever it is, because readers differ
    /// in which they follow.
    void setUpright() {
        slots.keySet().forEach(directory -> set(directory, Exif.ORIENTATION, 1));
    }

    /// Sets a number where the directory has an entry for it, as one SHORT, or LONG where that is needed or was there.
    void set(int directory, int tag, int value) {
        for (int slot : entries(directory, tag)) {
            boolean wide = value >= 1 << 16 || u16(slot + 2) == TiffStream.LONG;
            bytes.putShort(slot + 2, (short) (wide && tag != Exif.ORIENTATION ? TiffStream.LONG : TiffStream.SHORT));
            bytes.putInt(slot + 4, 1).putInt(slot + 8, 0);
            if (wide && tag != Exif.ORIENTATION) {
                bytes.putInt(slot + 8, value);
            } else {
                bytes.putShort(slot + 8, (short) value);
            }
        }
    }

    /// States this size where a size is stated.
    void setSize(int width, int height) {
        set(MAIN, 0x100, width);
        set(MAIN, 0x101, height);
        set(Exif.EXIF_DIRECTORY, 0xA002, width);
        set(Exif.EXIF_DIRECTORY, 0xA003, height);
    }

    /// Exchanges the two directions of the printed size.
    void transpose() {
        List<Integer> horizontal = entries(MAIN, 0x11A);
        List<Integer> vertical = entries(MAIN, 0x11B);
        if (horizontal.size() == 1 && vertical.size() == 1) {
            int left = horizontal.getFirst() + 2; // the tags stay, in order
            int right = vertical.getFirst() + 2;
            byte[] swap = new byte[SLOT - 2];
            bytes.get(left, swap);
            bytes.put(left, bytes, right, swap.length).put(right, swap);
        }
    }

    private List<Integer> entries(int directory, int tag) {
        return slots.getOrDefault(directory, List.of()).stream()
                .filter(slot -> u16(slot) == tag)
                .toList();
    }

    /// The block without its thumbnail, and shorter by that if it comes last, as it usually does.
    byte[] toBytes() {
        int end = thumbnail().orElse(length());
        return Arrays.copyOf(bytes.array(), Math.max(used, end));
    }

    private Optional<Integer> thumbnail() {
        if (!isTable(second)) {
            return Optional.empty();
        }
        long at = 0;
        long size = 0;
        int end = second + 2 + SLOT * Math.min(u16(second), (length() - second - 2) / SLOT);
        for (int slot = second + 2; slot < end; slot += SLOT) {
            switch (u16(slot)) {
                case 0x201 -> at = bytes.getInt(slot + 8);
                case 0x202 -> size = bytes.getInt(slot + 8);
                default -> {}
            }
        }
        boolean last = at > end && size > 0 && at + size <= length() && at + size + 2 > length();
        return last ? Optional.of((int) at) : Optional.empty();
    }
}
