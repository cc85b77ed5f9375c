package dev.fettle.image.files;

import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Source;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A WebP (RFC 9649), lossy or lossless; of an animation the first frame on its canvas.
final class WebpFile implements PictureFile {
    private final Content content;
    private int width;
    private int height;
    private int left;
    private int top;
    private int canvasWidth;
    private int canvasHeight;
    private int pictureAt;
    private int pictureLength;
    private int alphaAt;
    private int alphaLength;
    private boolean lossless;
    private boolean animated;
    private int otherFrames;
    private boolean alpha;
    private byte @Nullable [] canvas;
    private Source source = Source.NONE;

    private WebpFile(Content content) {
        this.content = content;
    }

    static WebpFile scan(Content content) throws ImageFormatException {
        var file = new WebpFile(content);
        long end = 8 + content.little32(4);
        content.require(0, end);
        file.chunks(12, end, true);
        file.requireWhole();
        if (file.otherFrames > 0) {
            file.source = file.source.withRemark(Frames.remark(file.otherFrames));
        }
        return file;
    }

    /// @param outside whether these are the chunks of the file, not those of a frame
    private void chunks(long from, long end, boolean outside) throws ImageFormatException {
        long at = from;
        while (at + 8 <= end) {
            long length = content.little32(at + 4);
            content.require(at + 8, length);
            if (outside) {
                take(content.ascii(at, 4), at + 8, length);
            } else {
                picture(content.ascii(at, 4), at + 8, length);
            }
            at += 8 + length + length % 2;
        }
    }

    private void take(String type, long at, long length) throws ImageFormatException {
        switch (type) {
            case "VP8X" -> canvas = content.slice(at, length);
            case "ANMF" -> frame(at, length);
            case "ICCP" -> source = source.withIccProfile(content.slice(at, length));
            case "EXIF" -> source = source.withExif(content.slice(at, length));
            case "XMP " -> source = source.withXmp(content.slice(at, length));
            default -> picture(type, at, length);
        }
    }

    private void picture(String type, long at, long length) throws ImageFormatException {
        switch (type) {
            case "VP8 " -> lossy(at, length);
            case "VP8L" -> lossless(at, length);
            case "ALPH" -> alpha(at, length);
            default -> {}
        }
    }

    private void alpha(long at, long length) throws ImageFormatException {
        alphaAt = content.require(at, length);
        alphaLength = (int) length; // of the file, which is shorter than 2 GB
    }

    /// ANMF: half of the left and upper edge, width - 1, height - 1 and the duration in three bytes each, flags, and
    /// the
    /// chunks of a picture.
    private void frame(long at, long length) throws ImageFormatException {
        if (width != 0) {
            otherFrames++;
            return;
        }
        left = 2 * content.little24(at);
        top = 2 * content.little24(at + 3);
        chunks(at + 16, at + length, false);
        if (width != content.little24(at + 6) + 1 || height != content.little24(at + 9) + 1) {
            throw content.damaged("its first frame is not of the size that is promised");
        }
        animated = true;
    }

    /// VP8 key frame: three bytes of frame tag, the start code, then 14-bit width and height.
    private void lossy(long at, long length) throws ImageFormatException {
        long firstPartition = content.little24(at) >> 5;
        if (length < 10
                || content.big16(at + 3) != 0x9D01
                || content.u8(at + 5) != 0x2A
                || 10 + firstPartition > length) {
            throw content.damaged("its picture does not begin with a whole key frame");
        }
        width = content.little16(at + 6) & 0x3FFF;
        height = content.little16(at + 8) & 0x3FFF;
        alpha = alphaLength > 0;
        picture(at, length);
    }

    private void picture(long at, long length) throws ImageFormatException {
        pictureAt = content.require(at, length);
        pictureLength = (int) length; // of the file, which is shorter than 2 GB
    }

    /// VP8L: signature, then 14 bits each of width - 1 and height - 1, one bit of alpha, three of the version.
    private void lossless(long at, long length) throws ImageFormatException {
        if (length < 5 || content.u8(at) != 0x2F) {
            throw content.damaged("its picture does not begin like VP8L");
        }
        long bits = content.little32(at + 1);
        if (bits >> 29 != 0) {
            throw content.unsupported("version %d of VP8L is not read".formatted(bits >> 29));
        }
        width = (int) (bits & 0x3FFF) + 1;
        height = (int) (bits >> 14 & 0x3FFF) + 1;
        alpha = (bits >> 28 & 1) == 1;
        lossless = true;
        picture(at, length);
    }

    private void requireWhole() throws ImageFormatException {
        if (width == 0 || height == 0) {
            throw content.damaged("it holds no picture");
        }
        canvasWidth = canvas == null || canvas.length < 10 ? left + width : canvasSide(canvas, 4);
        canvasHeight = canvas == null || canvas.length < 10 ? top + height : canvasSide(canvas, 7);
        boolean fits = animated
                ? left + width <= canvasWidth && top + height <= canvasHeight
                : width == canvasWidth && height == canvasHeight;
        if (!fits) {
            throw content.damaged("its picture is %dx%d, its canvas is not".formatted(width, height));
        }
    }

    private static int canvasSide(byte[] canvas, int at) {
        return 1 + ((canvas[at] & 0xFF) | (canvas[at + 1] & 0xFF) << 8 | (canvas[at + 2] & 0xFF) << 16);
    }

    @Override
    public ImageHeader header() {
        return new ImageHeader(Format.WEBP, canvasWidth, canvasHeight, hasAlpha() ? 4 : 3, 8);
    }

    private boolean hasAlpha() {
        return alpha || width < canvasWidth || height < canvasHeight;
    }

    @Override
    public Source source() {
        return source;
    }

    @Override
    public Image decode() throws IOException {
        Image picture = picture();
        return width == canvasWidth && height == canvasHeight ? picture : onCanvas(picture);
    }

    private Image picture() throws IOException {
        float[][] colours = lossless ? lossless() : new Vp8Frame(content, pictureAt, pictureLength).decode();
        if (alpha && !lossless) {
            colours = Arrays.copyOf(colours, 4);
            colours[3] = WebpAlpha.decode(content, alphaAt, alphaLength, width, height);
        }
        return Samples.image(width, height, colours, alpha, false, 8);
    }

    private float[][] lossless() throws IOException {
        var bits = new Vp8lBits(content, pictureAt + Vp8lImage.HEADER, pictureLength - Vp8lImage.HEADER);
        int[] pixels = Vp8lImage.decode(bits, width, height);
        float[][] bands = new float[alpha ? 4 : 3][pixels.length];
        for (int band = 0; band < bands.length; band++) {
            int shift = 16 - 8 * band & 31; // alpha stands above red
            for (int i = 0; i < pixels.length; i++) {
                bands[band][i] = (pixels[i] >>> shift & 0xFF) / 255f;
            }
        }
        return bands;
    }

    /// The frame where it belongs, transparent where it does not reach.
    private Image onCanvas(Image frame) {
        float[][] bands = new float[4][Math.multiplyExact(canvasWidth, canvasHeight)];
        float[] opaque = new float[width];
        Arrays.fill(opaque, 1);
        for (int y = 0; y < height; y++) {
            int to = (top + y) * canvasWidth + left;
            for (int band = 0; band < 3; band++) {
                System.arraycopy(frame.plane(band), y * width, bands[band], to, width);
            }
            System.arraycopy(frame.alpha().orElse(opaque), alpha ? y * width : 0, bands[3], to, width);
        }
        return Samples.image(canvasWidth, canvasHeight, bands, true, false, 8);
    }
}
