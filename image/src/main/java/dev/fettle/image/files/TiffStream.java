package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The directories of a TIFF stream (TIFF 6.0, section 2): a TIFF file or an EXIF block. Values stay where they are
/// until asked for; each entry's value is known to lie inside the stream.
final class TiffStream {
    static final int SHORT = 3;
    static final int LONG = 4;

    private static final int[] SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4}; // bytes per value of each type

    private final Content content;
    private final ByteOrder order;

    /// One field of a directory, its value standing at byte `at` of the stream.
    record Entry(int tag, int type, long count, int at) {
        long bytes() {
            return count * SIZES[type];
        }
    }

    /// @throws ImageFormatException if the stream does not begin like TIFF
    TiffStream(Content content) throws ImageFormatException {
        this.content = content;
        boolean little = content.holds(0, "II*\0");
        if (!little && !content.holds(0, "MM\0*")) {
            throw content.damaged("it does not begin like TIFF");
        }
        this.order = little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
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

    /// Where the first directory stands.
    long first() throws ImageFormatException {
        return u32(4);
    }

    /// Where a directory says what follows it.
    long linkAfter(long directory) throws ImageFormatException {
        return directory + 2 + 12L * u16(directory);
    }

    /// The entries of the directory at this place; those of unknown types are left out.
    ///
    /// @throws ImageFormatException if the directory or one of its values leaves the stream
    List<Entry> entries(long directory) throws ImageFormatException {
        int count = u16(directory);
        long bytes = 0;
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long at = directory + 2 + 12L * i;
            int type = u16(at + 2);
            if (type >= 1 && type < SIZES.length) {
                Entry entry = entry(at, type);
                bytes += entry.bytes();
                entries.add(entry);
            }
        }
        if (bytes > content.length()) { // or a small file could ask for much memory
            throw content.damaged("the values of its fields lie upon each other");
        }
        return entries;
    }

    private Entry entry(long at, int type) throws ImageFormatException {
        long count = u32(at + 4);
        long bytes = count * SIZES[type];
        long value = bytes <= 4 ? at + 8 : u32(at + 8);
        return new Entry(u16(at), type, count, content.require(value, bytes));
    }

    static Optional<Entry> find(List<Entry> entries, int tag) {
        return entries.stream()
                .filter(entry -> entry.tag() == tag && entry.count() > 0)
                .findFirst();
    }

    /// A whole number of a field.
    ///
    /// @throws ImageFormatException if the field holds something else
    long number(Entry entry, int index) throws ImageFormatException {
        if (index >= entry.count()) {
            throw content.damaged("field %d has %d values, more are needed".formatted(entry.tag(), entry.count()));
        }
        return switch (entry.type()) {
            case 1, 7 -> content.u8(entry.at() + (long) index);
            case SHORT -> u16(entry.at() + 2L * index);
            case LONG, 13 -> u32(entry.at() + 4L * index);
            default -> throw content.damaged("field %d holds no whole number".formatted(entry.tag()));
        };
    }

    /// The first number of a field, or the default where the directory does not have it.
    long number(List<Entry> entries, int tag, long otherwise) throws ImageFormatException {
        Optional<Entry> entry = find(entries, tag);
        return entry.isPresent() ? number(entry.get(), 0) : otherwise;
    }

    byte[] value(Entry entry) throws ImageFormatException {
        return content.slice(entry.at(), entry.bytes());
    }
}
