package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import dev.fettle.image.JpegCoding;
import dev.fettle.image.files.TiffGrid.Part;
import java.io.IOException;
import java.util.Optional;

/// The packed data of a TIFF's picture.
interface TiffData {
    /// The rows of a strip or tile.
    ///
    /// @throws IOException if its data breaks the rules of its coding
    TiffRows open(Part part) throws IOException;

    /// How it was compressed, if it is JPEG whose tables say so.
    Optional<JpegCoding> jpeg() throws IOException;

    /// @throws ImageFormatException if data that the picture needs is not in the file
    static TiffData of(TiffPage page, TiffLayout layout) throws IOException {
        return layout.compression() == TiffCompression.OLD_JPEG
                ? OldJpeg.of(page, layout)
                : new TiffCoding(page, layout, TiffParts.of(page, layout));
    }
}
