package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import dev.fettle.image.files.TiffStream.Entry;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// EXIF blocks (CIPA DC-008), which are TIFF streams. They are changed in place, so that makers' notes with offsets
/// of their own stay valid.
final class Exif {
    static final int EXIF_DIRECTORY = 0x8769;
    static final int GPS_DIRECTORY = 0x8825;
    static final int INTEROPERABILITY_DIRECTORY = 0xA005;
    static final int ORIENTATION = 0x112;

    // what a TIFF's first directory says about the picture as such, not about its storage: description, maker,
    // model, orientation, resolution and its unit, software, date, artist, copyright
    private static final List<Integer> DESCRIPTION =
            List.of(0x10E, 0x10F, 0x110, ORIENTATION, 0x11A, 0x11B, 0x128, 0x131, 0x132, 0x13B, 0x8298);
    private static final int THUMBNAIL_AT = 0x201;
    private static final int THUMBNAIL_LENGTH = 0x202;

    private Exif() {}

    private static TiffStream stream(byte[] block) throws ImageFormatException {
        return new TiffStream(new Content(block, "EXIF", Format.TIFF));
    }

    /// What the block says about orientation; upright if it says nothing or cannot be read.
    static Orientation orientation(byte[] block) {
        try {
            TiffStream stream = stream(block);
            return orientation(stream, stream.entries(stream.first()));
        } catch (ImageFormatException e) {
            return Orientation.UPRIGHT;
        }
    }

    static Orientation orientation(TiffStream stream, List<Entry> entries) throws ImageFormatException {
        return Orientation.of(stream.number(entries, ORIENTATION, 1));
    }

    /// A copy for a picture that has been turned upright: orientation 1, the thumbnail (which has not been turned)
    /// cut off. Empty if the block cannot be read.
    static Optional<byte[]> upright(byte[] block) {
        try {
            TiffStream stream = stream(block);
            byte[] copy = block.clone();
            long directory = stream.first();
            set(stream, copy, stream.entries(directory), ORIENTATION, 1);
            return Optional.of(withoutThumbnail(stream, directory, copy));
        } catch (ImageFormatException e) {
            return Optional.empty();
        }
    }

    private static byte[] withoutThumbnail(TiffStream stream, long directory, byte[] copy) throws ImageFormatException {
        long link = stream.linkAfter(directory);
        long second = link + 4 <= copy.length ? stream.u32(link) : 0;
        if (second == 0) {
            return copy;
        }
        ByteBuffer.wrap(copy).putInt((int) link, 0);
        return cut(stream, second, copy);
    }

    /// Shorter by the thumbnail where that comes last, as it usually does.
    private static byte[] cut(TiffStream stream, long directory, byte[] copy) {
        try {
            List<Entry> entries = stream.entries(directory);
            long at = stream.number(entries, THUMBNAIL_AT, 0);
            long end = at + stream.number(entries, THUMBNAIL_LENGTH, 0);
            boolean last =
                    at > directory && at > stream.linkAfter(directory) && end <= copy.length && end + 2 > copy.length;
            return last ? Arrays.copyOf(copy, (int) at) : copy;
        } catch (ImageFormatException e) {
            return copy; // a broken thumbnail is no loss
        }
    }

    /// A copy that states this size where the block states one.
    static byte[] resized(byte[] block, int width, int height) {
        try {
            TiffStream stream = stream(block);
            byte[] copy = block.clone();
            List<Entry> entries = stream.entries(stream.first());
            set(stream, copy, entries, 0x100, width);
            set(stream, copy, entries, 0x101, height);
            long exif = stream.number(entries, EXIF_DIRECTORY, 0);
            if (exif != 0) {
                List<Entry> below = stream.entries(exif);
                set(stream, copy, below, 0xA002, width);
                set(stream, copy, below, 0xA003, height);
            }
            return copy;
        } catch (ImageFormatException e) {
            return block;
        }
    }

    private static void set(TiffStream stream, byte[] copy, List<Entry> entries, int tag, int value) {
        ByteBuffer bytes = ByteBuffer.wrap(copy).order(stream.order());
        for (Entry entry : entries) {
            if (entry.tag() == tag && entry.count() == 1 && entry.type() == TiffStream.SHORT && value < 1 << 16) {
                bytes.putShort(entry.at(), (short) value);
            }
            if (entry.tag() == tag && entry.count() == 1 && entry.type() == TiffStream.LONG) {
                bytes.putInt(entry.at(), value);
            }
        }
    }

    /// The description of a TIFF's first directory with the EXIF and GPS directories below it, in that stream's
    /// byte order.
    static TiffDirectory description(TiffStream stream) throws ImageFormatException {
        var directory = new TiffDirectory(stream.order());
        List<Entry> entries = stream.entries(stream.first());
        for (Entry entry : entries) {
            if (DESCRIPTION.contains(entry.tag())) {
                directory.put(entry.tag(), entry.type(), entry.count(), stream.value(entry));
            }
        }
        copyChild(stream, entries, EXIF_DIRECTORY, directory);
        copyChild(stream, entries, GPS_DIRECTORY, directory);
        return directory;
    }

    /// The same from an EXIF block; empty if it cannot be read.
    static Optional<TiffDirectory> description(byte[] block) {
        try {
            return Optional.of(description(stream(block)));
        } catch (ImageFormatException e) {
            return Optional.empty();
        }
    }

    private static void copyChild(TiffStream stream, List<Entry> entries, int tag, TiffDirectory parent)
            throws ImageFormatException {
        long at = stream.number(entries, tag, 0);
        if (at == 0) {
            return;
        }
        var child = new TiffDirectory(stream.order());
        List<Entry> below = stream.entries(at);
        for (Entry entry : below) {
            if (entry.tag() != INTEROPERABILITY_DIRECTORY) {
                child.put(entry.tag(), entry.type(), entry.count(), stream.value(entry));
            }
        }
        if (tag == EXIF_DIRECTORY) {
            copyChild(stream, below, INTEROPERABILITY_DIRECTORY, child);
        }
        parent.putDirectory(tag, child);
    }
}
