package dev.fettle.image.files;

import dev.fettle.image.Density;
import dev.fettle.image.Density.Unit;
import dev.fettle.image.Image;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.ToDoubleFunction;

/// Windows bitmaps of 8 bits per sample: gray with a gray palette, RGB, and RGB with alpha under a mask. A profile
/// or alpha takes the fifth version of the header, otherwise the third is enough. There is no place for EXIF and XMP.
final class BmpWriter {
    private static final int V3 = 40;
    private static final int V5 = 124;

    private final Image image;
    private final byte[] profile;
    private final boolean alpha;
    private final boolean gray;
    private final int pixelBytes;

    private BmpWriter(Image image) {
        this.image = image;
        this.profile = Metadata.of(image).iccProfile().orElse(new byte[0]);
        this.alpha = image.alpha().isPresent();
        this.gray = image.channels() == 1 && !alpha;
        this.pixelBytes = gray ? 1 : alpha ? 4 : 3;
    }

    /// @throws IllegalArgumentException if the picture needs more than 2 GB
    static byte[] encode(Image image) {
        return new BmpWriter(image).encode();
    }

    private byte[] encode() {
        int header = alpha || profile.length > 0 ? V5 : V3;
        int pixelsAt = 14 + header + (gray ? 1024 : 0);
        long rowBytes = ((long) image.width() * pixelBytes + 3) / 4 * 4;
        long total = pixelsAt + rowBytes * image.height() + profile.length;
        if (total > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "bmp: %dx%d is too large for a bitmap; write PNG".formatted(image.width(), image.height()));
        }
        ByteBuffer file = ByteBuffer.allocate((int) total).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'B').put((byte) 'M').putInt((int) total).putInt(0).putInt(pixelsAt);
        header(file, header, (int) rowBytes * image.height());
        for (int i = 0; gray && i < 256; i++) {
            file.putInt(i * 0x010101);
        }
        for (int y = image.height() - 1; y >= 0; y--) {
            row(file, y, (int) rowBytes);
        }
        return file.put(profile).array();
    }

    private void header(ByteBuffer file, int size, int pixels) {
        file.putInt(size)
                .putInt(image.width())
                .putInt(image.height())
                .putShort((short) 1)
                .putShort((short) (8 * pixelBytes));
        file.putInt(alpha ? 3 : 0)
                .putInt(pixels)
                .putInt(metric(Density::horizontal))
                .putInt(metric(Density::vertical))
                .putInt(gray ? 256 : 0)
                .putInt(0);
        if (size == V3) {
            return;
        }
        file.putInt(0xFF0000).putInt(0xFF00).putInt(0xFF).putInt(alpha ? 0xFF000000 : 0);
        file.putInt(profile.length > 0 ? 0x4D424544 : 0x73524742); // 'MBED' or 'sRGB'
        file.position(file.position() + 48); // end points and gamma, which those colour spaces do without
        int profileAt = size + (gray ? 1024 : 0) + pixels;
        file.putInt(4)
                .putInt(profile.length > 0 ? profileAt : 0)
                .putInt(profile.length)
                .putInt(0); // 4 = pictures
    }

    /// Pixels per metre; 0 if they are not known.
    private int metric(ToDoubleFunction<Density> direction) {
        return image.source()
                .density()
                .filter(density -> density.unit() != Unit.ASPECT)
                .map(density -> Math.round(100 * direction.applyAsDouble(density.in(Unit.CENTIMETRE))))
                .filter(metric -> metric <= Integer.MAX_VALUE)
                .map(Math::toIntExact)
                .orElse(0);
    }

    private void row(ByteBuffer file, int y, int rowBytes) {
        int start = file.position();
        for (int x = 0; x < image.width(); x++) {
            int at = y * image.width() + x;
            for (int band = gray ? 0 : 2; band >= 0; band--) {
                file.put((byte) Samples.quantise(image.plane(Math.min(band, image.channels() - 1))[at], 255));
            }
            if (alpha) {
                file.put((byte) Samples.quantise(image.alpha().orElseThrow()[at], 255));
            }
        }
        file.position(start + rowBytes);
    }
}
