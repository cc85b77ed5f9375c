package dev.fettle.image.files;

import dev.fettle.image.Image;
import dev.fettle.image.Source;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A JPEG file with profile, EXIF and XMP around what {@link JpegEncoder} makes. A JPEG has no alpha: transparent
/// pictures are laid on white. EXIF or XMP of more than 64 kB, which no segment can hold, is left out.
final class JpegWriter {
    private static final int SEGMENT = 65_533; // bytes behind a segment's length

    private JpegWriter() {}

    static byte[] encode(Image image, int quality, Subsampling subsampling) {
        byte[] plain = JpegEncoder.encode(onWhite(image), quality, subsampling);
        int behindJfif = 2;
        if ((plain[3] & 0xFF) == 0xE0) {
            behindJfif += 2 + ((plain[4] & 0xFF) << 8 | plain[5] & 0xFF);
        }
        var out = new ByteArrayOutputStream(plain.length + 4096);
        out.write(plain, 0, behindJfif);
        Source metadata = Metadata.of(image);
        metadata.exif().ifPresent(exif -> segment(out, 0xE1, bytes("Exif\0\0"), exif));
        metadata.xmp().ifPresent(xmp -> segment(out, 0xE1, bytes("http://ns.adobe.com/xap/1.0/\0"), xmp));
        metadata.iccProfile().ifPresent(icc -> profile(out, icc));
        out.write(plain, behindJfif, plain.length - behindJfif);
        return out.toByteArray();
    }

    private static void segment(ByteArrayOutputStream out, int marker, byte[] prefix, byte[] content) {
        int length = prefix.length + content.length;
        if (length > SEGMENT) {
            return;
        }
        out.writeBytes(new byte[] {(byte) 0xFF, (byte) marker, (byte) ((length + 2) >> 8), (byte) (length + 2)});
        out.writeBytes(prefix);
        out.writeBytes(content);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// ICC.1, annex B.4: as many segments as it takes, numbered from 1.
    private static void profile(ByteArrayOutputStream out, byte[] icc) {
        int most = SEGMENT - 14;
        int parts = Math.ceilDiv(icc.length, most);
        for (int part = 0; part < parts && parts <= 255; part++) {
            byte[] prefix = Arrays.copyOf(bytes("ICC_PROFILE\0"), 14);
            prefix[12] = (byte) (part + 1);
            prefix[13] = (byte) parts;
            segment(out, 0xE2, prefix, Arrays.copyOfRange(icc, part * most, Math.min(icc.length, (part + 1) * most)));
        }
    }

    private static Image onWhite(Image image) {
        if (image.alpha().isEmpty()) {
            return image;
        }
        float[] alpha = image.alpha().get();
        float[][] planes = new float[image.channels()][alpha.length];
        for (int channel = 0; channel < planes.length; channel++) {
            for (int i = 0; i < alpha.length; i++) {
                planes[channel][i] = 1 - alpha[i] * (1 - image.plane(channel)[i]);
            }
        }
        return Image.of(image.width(), image.height(), planes);
    }
}
