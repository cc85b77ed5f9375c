package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The directories of a TIFF stream (TIFF 6.0, section 2; BigTIFF): a TIFF file or an EXIF block. Values stay where
/// they are until asked for; each entry's value is known to lie inside the stream.
final class TiffStream {
    static final int SHORT = 3;
    static final int LONG = 4;
    static final int RATIONAL = 5;
    static final int UTF_8 = 129; // EXIF 3.0

    // bytes per value of each type; 14 and 15 are not defined, 16 to 18 are BigTIFF's
    private static final int[] SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

    private final Content content;
    private final ByteOrder order;
    private final boolean big;

    /// One field of a directory, its value standing at byte `at` of the stream.
    record Entry(int tag, int type, long count, int at) {
        long bytes() {
            return count * size(type);
        }
    }

    /// What can be used of a directory.
    ///
    /// @param skipped the tags of entries that cannot be used: their values leave the stream or lie upon each other
    /// @param missing how many of its entries are not in the stream
    record Directory(List<Entry> entries, List<Integer> skipped, long missing) {
        boolean isWhole() {
            return skipped.isEmpty() && missing == 0;
        }
    }

    /// @throws ImageFormatException if the stream does not begin like TIFF
    TiffStream(Content content) throws ImageFormatException {
        this.content = content;
        this.big = content.holds(0, "II+\0") || content.holds(0, "MM\0+");
        boolean little = content.holds(0, "II*\0") || content.holds(0, "II+\0");
        if (!little && !big && !content.holds(0, "MM\0*")) {
            throw content.damaged("it does not begin like TIFF");
        }
        this.order = little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    }

    /// Bytes per value; 0 for a type that is not known.
    private static int size(int type) {
        return type == UTF_8 ? 1 : type < SIZES.length ? SIZES[type] : 0;
    }

    ByteOrder order() {
        return order;
    }

    Content content() {
        return content;
    }

    int u16(long at) throws ImageFormatException {
        return order == ByteOrder.LITTLE_ENDIAN ? content.little16(at) : content.big16(at);
    }

    long u32(long at) throws ImageFormatException {
        return order == ByteOrder.LITTLE_ENDIAN ? content.little32(at) : content.big32(at);
    }

    /// Numbers beyond 2⁶³, which no place or count in a file can be, come out negative.
    private long s64(long at) throws ImageFormatException {
        boolean little = order == ByteOrder.LITTLE_ENDIAN;
        return u32(little ? at + 4 : at) << 32 | u32(little ? at : at + 4);
    }

    /// A number that says where something stands.
    private long place(long at) throws ImageFormatException {
        return big ? s64(at) : u32(at);
    }

    /// Where the first directory stands.
    long first() throws ImageFormatException {
        return place(big ? 8 : 4);
    }

    /// Where a directory says what follows it, which may be outside the stream.
    long linkAfter(long directory) throws ImageFormatException {
        long count = count(directory);
        boolean fits = count >= 0 && count <= content.length();
        return fits ? firstEntry(directory) + count * entryBytes() : content.length();
    }

    /// The directory that follows this one; 0 if it is the last.
    ///
    /// @throws ImageFormatException if the stream ends before it could say so
    long next(long directory) throws ImageFormatException {
        return place(linkAfter(directory));
    }

    /// Whether a directory may stand at this place: one entry of it, at least, is in the stream.
    boolean holdsDirectory(long at) throws ImageFormatException {
        return at >= 8 && at <= content.length() - (big ? 8 : 2) && linkAfter(at) >= at && count(at) > 0;
    }

    private long count(long directory) throws ImageFormatException {
        return big ? s64(directory) : u16(directory);
    }

    private long firstEntry(long directory) {
        return directory + (big ? 8 : 2);
    }

    private int entryBytes() {
        return big ? 20 : 12;
    }

    /// The entries of the directory at this place that can be used ({@link #directory}).
    ///
    /// @throws ImageFormatException if there is no directory
    List<Entry> entries(long directory) throws ImageFormatException {
        return directory(directory).entries();
    }

    /// The directory at this place. One bad entry costs itself, not the others: what leaves the stream is skipped, and
    /// so are values that would make all of them longer than the stream, or a small file could ask for much memory.
    /// Entries of unknown types are left out, as the specification wants it.
    ///
    /// @throws ImageFormatException if there is none
    Directory directory(long directory) throws ImageFormatException {
        long count = count(directory);
        if (count < 0) {
            throw content.damaged("a directory of it has too many entries");
        }
        long first = firstEntry(directory);
        long present = Math.min(count, (content.length() - first) / entryBytes());
        long room = content.length();
        List<Entry> entries = new ArrayList<>();
        List<Integer> skipped = new ArrayList<>();
        for (int i = 0; i < present; i++) {
            long at = first + (long) i * entryBytes();
            int type = u16(at + 2);
            if (size(type) == 0) {
                continue;
            }
            Optional<Entry> entry = entry(at, type, room);
            room -= entry.map(Entry::bytes).orElse(0L);
            if (entry.isEmpty()) {
                skipped.add(u16(at));
            }
            entry.ifPresent(entries::add);
        }
        return new Directory(List.copyOf(entries), List.copyOf(skipped), count - present);
    }

    private Optional<Entry> entry(long at, int type, long room) throws ImageFormatException {
        long count = place(at + 4);
        if (count < 0 || count > room / size(type)) {
            return Optional.empty();
        }
        long bytes = count * size(type);
        long field = at + entryBytes() - placeBytes();
        long value = bytes <= placeBytes() ? field : place(field);
        boolean inside = value >= 0 && value <= content.length() - bytes;
        return inside ? Optional.of(new Entry(u16(at), type, count, (int) value)) : Optional.empty();
    }

    private int placeBytes() {
        return big ? 8 : 4;
    }

    static Optional<Entry> find(List<Entry> entries, int tag) {
        return entries.stream()
                .filter(entry -> entry.tag() == tag && entry.count() > 0)
                .findFirst();
    }

    /// A whole number of a field.
    ///
    /// @throws ImageFormatException if the field holds something else or less
    long number(Entry entry, int index) throws ImageFormatException {
        if (index >= entry.count()) {
            throw content.damaged("field %d has %d values, more are needed".formatted(entry.tag(), entry.count()));
        }
        long at = entry.at() + (long) index * size(entry.type());
        return switch (entry.type()) {
            case 1, 7 -> content.u8(at);
            case 6 -> (byte) content.u8(at);
            case SHORT -> u16(at);
            case 8 -> (short) u16(at);
            case LONG, 13 -> u32(at);
            case 9 -> (int) u32(at);
            case 16, 17, 18 -> s64(at);
            default -> throw content.damaged("field %d holds no whole number".formatted(entry.tag()));
        };
    }

    /// A number of a field, whole or not.
    ///
    /// @throws ImageFormatException if the field holds something else or less
    double real(Entry entry, int index) throws ImageFormatException {
        boolean parts = entry.type() == RATIONAL || entry.type() == 10 || entry.type() == 11 || entry.type() == 12;
        if (!parts || index >= entry.count()) {
            return number(entry, index);
        }
        long at = entry.at() + (long) index * size(entry.type());
        return switch (entry.type()) {
            case RATIONAL -> (double) u32(at) / u32(at + 4);
            case 10 -> (double) (int) u32(at) / (int) u32(at + 4);
            case 11 -> Float.intBitsToFloat((int) u32(at));
            default -> Double.longBitsToDouble(s64(at));
        };
    }

    /// The first number of a field, or the default where the directory does not have it.
    long number(List<Entry> entries, int tag, long otherwise) throws ImageFormatException {
        Optional<Entry> entry = find(entries, tag);
        return entry.isPresent() ? number(entry.get(), 0) : otherwise;
    }

    /// The same for a field that holds a size, a count or a choice.
    ///
    /// @throws ImageFormatException if it is below 0 or beyond an int
    int small(List<Entry> entries, int tag, int otherwise) throws ImageFormatException {
        long number = number(entries, tag, otherwise);
        if (number != otherwise && (number < 0 || number > Integer.MAX_VALUE)) {
            throw content.damaged("its field %d is %d".formatted(tag, number));
        }
        return (int) number;
    }

    byte[] value(Entry entry) throws ImageFormatException {
        return content.slice(entry.at(), entry.bytes());
    }
}
