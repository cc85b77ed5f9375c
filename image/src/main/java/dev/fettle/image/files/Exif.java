package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import dev.fettle.image.Source;
import dev.fettle.image.files.TiffStream.Directory;
import dev.fettle.image.files.TiffStream.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// EXIF blocks (CIPA DC-008), which are TIFF streams. They are changed in place, so that makers' notes with offsets
/// of their own stay valid.
final class Exif {
    static final int EXIF_DIRECTORY = 0x8769;
    static final int GPS_DIRECTORY = 0x8825;
    static final int INTEROPERABILITY_DIRECTORY = 0xA005;
    static final int ORIENTATION = 0x112;

    // what a TIFF's directory says about the picture as such, not about its storage: description, maker, model,
    // software, date, artist, copyright
    private static final List<Integer> PICTURE = List.of(0x10E, 0x10F, 0x110, 0x131, 0x132, 0x13B, 0x8298);
    // and about its page: orientation, resolution and its unit
    private static final List<Integer> PAGE = List.of(ORIENTATION, 0x11A, 0x11B, 0x128);
    private static final int MOST_TYPE = 13; // of TIFF 6.0 and its supplements

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

    /// What a TIFF says about its picture as an EXIF block does.
    ///
    /// @param lost names of what cannot be read
    record Description(TiffDirectory directory, List<String> lost) {
        Description {
            lost = List.copyOf(lost);
        }
    }

    /// Whether a field of a TIFF's first directory describes all of its pages, not only the first.
    static boolean isAboutEveryPage(int tag) {
        return PICTURE.contains(tag) || tag == EXIF_DIRECTORY || tag == GPS_DIRECTORY;
    }

    /// The description that a TIFF's directory holds, with the EXIF and GPS directories below it, in that stream's
    /// byte order; what cannot be read is left out.
    static Description description(TiffStream stream, List<Entry> entries) throws ImageFormatException {
        var directory = new TiffDirectory(stream.order());
        List<String> lost = new ArrayList<>();
        for (Entry entry : entries) {
            if (PICTURE.contains(entry.tag()) || PAGE.contains(entry.tag())) {
                copy(stream, entry, directory);
            }
        }
        if (!copyChild(stream, entries, EXIF_DIRECTORY, directory)) {
            lost.add("EXIF");
        }
        if (!copyChild(stream, entries, GPS_DIRECTORY, directory)) {
            lost.add("GPS");
        }
        return new Description(directory, lost);
    }

    /// The same from an EXIF block; empty if it cannot be read.
    static Optional<TiffDirectory> description(byte[] block) {
        try {
            TiffStream stream = stream(block);
            return Optional.of(
                    description(stream, stream.entries(stream.first())).directory());
        } catch (ImageFormatException e) {
            return Optional.empty();
        }
    }

    /// Copies the directory that this field points at; whether all of it could be read.
    private static boolean copyChild(TiffStream stream, List<Entry> entries, int tag, TiffDirectory parent)
            throws ImageFormatException {
        Optional<Directory> below = child(stream, entries, tag);
        if (below.isEmpty()) {
            return TiffStream.find(entries, tag).isEmpty();
        }
        boolean whole = below.get().isWhole();
        var child = new TiffDirectory(stream.order());
        for (Entry entry : below.get().entries()) {
            if (entry.tag() != INTEROPERABILITY_DIRECTORY) {
                copy(stream, entry, child);
            }
        }
        if (tag == EXIF_DIRECTORY) {
            whole &= copyChild(stream, below.get().entries(), INTEROPERABILITY_DIRECTORY, child);
        }
        if (!child.isEmpty()) {
            parent.putDirectory(tag, child);
        }
        return whole;
    }

    /// Empty if it is none, or the one that points at it.
    private static Optional<Directory> child(TiffStream stream, List<Entry> entries, int tag) {
        try {
            long at = stream.number(entries, tag, 0);
            return stream.holdsDirectory(at)
                    ? Optional.of(stream.directory(at))
                            .filter(directory -> !directory.entries().equals(entries))
                    : Optional.empty();
        } catch (ImageFormatException e) {
            return Optional.empty(); // the caller tells that it is lost
        }
    }

    /// BigTIFF's own types have no place in an EXIF block.
    private static void copy(TiffStream stream, Entry entry, TiffDirectory directory) throws ImageFormatException {
        if (entry.type() <= MOST_TYPE || entry.type() == TiffStream.UTF_8) {
            directory.put(entry.tag(), entry.type(), entry.count(), stream.value(entry));
        }
    }
}
