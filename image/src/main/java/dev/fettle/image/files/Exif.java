package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import dev.fettle.image.Source;
import dev.fettle.image.files.TiffStream.Entry;
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

    private Exif() {}

    private static TiffStream stream(byte[] block) throws ImageFormatException {
        return new TiffStream(new Content(block, "EXIF", Format.TIFF));
    }

    /// What the block says about orientation; upright if it says nothing or cannot be read.
    static Orientation orientation(byte[] block) {
        return ExifBlock.read(block).map(ExifBlock::orientation).orElse(Orientation.UPRIGHT);
    }

    /// The source of a picture that has been turned upright: orientation 1 whatever the entry's type and count
    /// were, without the thumbnail (which has not been turned) and without entries that cannot be read, of which a
    /// remark tells.
    static Source upright(Source stored) {
        Optional<byte[]> block = stored.exif();
        if (block.isEmpty()) {
            return stored;
        }
        Optional<ExifBlock> readable = ExifBlock.read(block.get());
        if (readable.isEmpty()) {
            return stored.withoutExif().withRemark(Remark.dropped("its EXIF block cannot be read and is left out"));
        }
        ExifBlock exif = readable.get();
        if (exif.orientation().isTransposed()) {
            exif.transpose();
        }
        exif.setUpright();
        Source upright = stored.withExif(exif.toBytes());
        return exif.remark().map(upright::withRemark).orElse(upright);
    }

    /// A copy that states this size where the block states one.
    static byte[] resized(byte[] block, int width, int height) {
        Optional<ExifBlock> readable = ExifBlock.read(block);
        readable.ifPresent(exif -> exif.setSize(width, height));
        return readable.map(ExifBlock::toBytes).orElse(block);
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
