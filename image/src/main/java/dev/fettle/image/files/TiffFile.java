package dev.fettle.image.files;

import dev.fettle.image.Image;
import dev.fettle.image.Source;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/// A TIFF (revision 6.0 and the usual supplements; BigTIFF): the first of its pictures that is no reduced copy of
/// another. Every strip or tile must lie inside the file and hold all of its rows.
final class TiffFile implements PictureFile {
    private final TiffPage page;
    private final TiffLayout layout;
    private final TiffData data;
    private final Source source;
    private final int[] palette;
    private final boolean gray;

    private TiffFile(TiffPage page, TiffLayout layout) throws IOException {
        this.page = page;
        this.layout = layout;
        this.data = TiffData.of(page, layout);
        Source described = TiffMetadata.of(page).withBitDepth(samples().depth());
        this.source = data.jpeg().map(described::withJpeg).orElse(described);
        boolean indexed = photometry() == Photometry.PALETTE;
        this.palette = indexed ? TiffPalette.of(page, samples().bits().getFirst()) : new int[0];
        this.gray = indexed ? Samples.isGray(palette, source) : photometry().colours() == 1;
    }

    static TiffFile scan(Content content) throws IOException {
        TiffPage page = TiffPages.choose(new TiffStream(content));
        return new TiffFile(page, TiffLayout.of(page));
    }

    private TiffSamples samples() {
        return layout.samples();
    }

    private Photometry photometry() {
        return samples().photometry();
    }

    @Override
    public ImageHeader header() {
        TiffGrid grid = layout.grid();
        int bands = (gray ? 1 : 3) + (samples().hasAlpha() ? 1 : 0);
        return new ImageHeader(Format.TIFF, grid.width(), grid.height(), bands, source.bitDepth());
    }

    @Override
    public Source source() {
        return source.withRemarks(page.remarks());
    }

    @Override
    public Image decode() throws IOException {
        float[][] planes = TiffPixels.decode(page, layout, data);
        if (samples().isFloat()) {
            TiffFloats.scale(page, samples(), planes);
        }
        Image image = image(planes);
        return image.withSource(image.source().withRemarks(page.remarks()));
    }

    private Image image(float[][] planes) throws IOException {
        return switch (photometry()) {
            case BLACK_IS_ZERO, RGB -> image(planes, planes);
            case WHITE_IS_ZERO -> {
                if (samples().isFloat()) {
                    invert(planes[0]);
                }
                yield image(planes, planes);
            }
            case PALETTE -> image(coloured(planes[0]), planes);
            case YCBCR -> {
                boolean jpeg = layout.compression().isJpeg();
                (jpeg ? TiffChroma.ofJpeg() : TiffChroma.of(page)).toRgb(planes[0], planes[1], planes[2]);
                yield image(planes, planes);
            }
            case CMYK -> fromInks(planes);
        };
    }

    /// The first one or three planes and alpha.
    private Image image(float[][] colours, float[][] planes) {
        float[][] bands = Arrays.copyOf(colours, header().bands());
        if (samples().hasAlpha()) {
            bands[bands.length - 1] = planes[planes.length - 1];
        }
        TiffGrid grid = layout.grid();
        return Samples.image(
                grid.width(),
                grid.height(),
                bands,
                samples().hasAlpha(),
                samples().isPremultiplied(),
                source.bitDepth());
    }

    private static void invert(float[] plane) {
        for (int i = 0; i < plane.length; i++) {
            plane[i] = 1 - plane[i];
        }
    }

    private float[][] coloured(float[] indexes) {
        float[][] bands = new float[gray ? 1 : 3][indexes.length];
        for (int i = 0; i < indexes.length; i++) {
            Samples.store(palette[(int) indexes[i]], bands, false, i);
        }
        return bands;
    }

    private Image fromInks(float[][] planes) {
        TiffGrid grid = layout.grid();
        float[][] inks = Arrays.copyOf(planes, 4);
        if (samples().isPremultiplied()) {
            for (float[] ink : inks) {
                Samples.divide(ink, planes[4]);
            }
        }
        Optional<byte[]> profile = source.iccProfile().filter(Icc::isCmyk);
        Image image = Cmyk.toRgb(grid.width(), grid.height(), inks, source.bitDepth(), profile);
        return samples().hasAlpha() ? image.withAlpha(planes[4]) : image;
    }
}
