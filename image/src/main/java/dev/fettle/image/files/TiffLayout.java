package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import dev.fettle.image.files.TiffGrid.Part;

/// What stands where in the unpacked data of a TIFF's strips and tiles.
///
/// @param chromaColumns luma samples per chroma sample from left to right: 1 but for YCbCr outside JPEG
/// @param chromaRows luma samples per chroma sample from top to bottom
/// @param predictor 1 for samples as they are, 2 for differences of integers, 3 for those of floating-point numbers
record TiffLayout(
        TiffGrid grid,
        TiffSamples samples,
        TiffCompression compression,
        int chromaColumns,
        int chromaRows,
        int predictor) {
    private static final long MOST_ROW_BYTES = Integer.MAX_VALUE - 8;

    static TiffLayout of(TiffPage page) throws ImageFormatException {
        TiffCompression compression = TiffCompression.of(page);
        TiffSamples samples = TiffSamples.of(page, compression);
        TiffGrid grid = compression == TiffCompression.OLD_JPEG
                ? TiffGrid.whole(page)
                : TiffGrid.of(page, samples.bits().size());
        boolean chroma = samples.photometry() == Photometry.YCBCR;
        boolean units = chroma && (!compression.isJpeg() || grid.planes() > 1); // JPEG takes care of its own
        var layout = new TiffLayout(
                grid,
                samples,
                compression,
                units ? subsampling(page, 0) : 1,
                units ? subsampling(page, 1) : 1,
                compression.hasPredictor() ? page.small(TiffTags.PREDICTOR, 1) : 1);
        layout.requireKnown(page);
        return layout;
    }

    private static int subsampling(TiffPage page, int direction) throws ImageFormatException {
        if (!page.has(TiffTags.YCBCR_SUBSAMPLING)) {
            return 2;
        }
        long factor = page.stream().number(page.require(TiffTags.YCBCR_SUBSAMPLING), direction);
        if (factor != 1 && factor != 2 && factor != 4) {
            throw page.content().damaged("it has a chroma sample for %d luma samples".formatted(factor));
        }
        return (int) factor;
    }

    private void requireKnown(TiffPage page) throws ImageFormatException {
        boolean plain = grid.planes() == 1 && samples.bits().size() == 3 && predictor == 1;
        if (hasUnits() && !plain) {
            throw page.content()
                    .unsupported("subsampled chroma in planes of its own, with alpha or as differences is not read");
        }
        if (predictor < 1
                || predictor > 3
                || (predictor == 3 && !samples.isFloat())
                || (predictor > 1 && !samples.isUniform())) {
            throw page.content()
                    .unsupported("differences of kind %d of these samples are not read".formatted(predictor));
        }
        long widest = 0;
        for (int plane = 0; plane < grid.planes(); plane++) {
            widest = Math.max(widest, rowBytes(plane));
        }
        if (widest > MOST_ROW_BYTES) {
            throw page.content().damaged("a row of it has %d bytes".formatted(widest));
        }
    }

    /// Whether luma and subsampled chroma stand in units of several pixels (TIFF 6.0, section 21).
    boolean hasUnits() {
        return chromaColumns * chromaRows > 1;
    }

    /// The planes that the picture needs: all in one, or those of the samples that have a meaning.
    int[] planes() {
        return grid.planes() == 1 ? new int[] {0} : samples.used();
    }

    /// Samples of a pixel in the data of one plane.
    int samplesOfPixel() {
        return grid.planes() == 1 ? samples.bits().size() : 1;
    }

    /// Bytes of one row of pixels, or of units, of a part of the plane.
    long rowBytes(int plane) {
        if (hasUnits()) {
            return (long) Math.ceilDiv(grid.partWidth(), chromaColumns) * (chromaColumns * chromaRows + 2);
        }
        long bitsOfPixel = grid.planes() == 1
                ? samples.bits().stream().mapToLong(Integer::longValue).sum()
                : samples.bits().get(plane);
        return Math.ceilDiv(grid.partWidth() * bitsOfPixel, 8L);
    }

    /// Bytes of the part's rows that lie in the picture.
    long bytes(Part part) {
        return rowBytes(part.plane()) * Math.ceilDiv(part.rows(), chromaRows);
    }
}
