package dev.fettle.image.files;

import dev.fettle.image.Image;
import dev.fettle.image.Remark;
import dev.fettle.image.Source;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A JPEG file with density, profile, EXIF, XMP, IPTC and comments around what {@link JpegEncoder} makes. A JPEG has no
/// alpha: transparent pictures are laid on white. What no segment can hold is left out ({@link #losses}).
final class JpegWriter {
    private static final int SEGMENT = 65_533; // bytes behind a segment's length
    private static final int PACKET = SEGMENT - JpegMetadata.XMP.length();
    private static final int PROFILE_PART = SEGMENT - JpegMetadata.ICC.length() - 2;
    private static final int RESOURCE_PART = SEGMENT - JpegMetadata.PHOTOSHOP.length();
    private static final int MAX_PARTS = 255; // ICC.1 numbers them with a byte

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private JpegWriter() {}

    static byte[] encode(Image image, int quality, Subsampling subsampling) {
        return new JpegWriter().write(image, quality, subsampling);
    }

    private byte[] write(Image image, int quality, Subsampling subsampling) {
        byte[] plain = JpegEncoder.encode(onWhite(image), quality, subsampling);
        Source metadata = Metadata.of(image);
        int behindJfif = 2;
        if ((plain[3] & 0xFF) == 0xE0) {
            behindJfif += 2 + ((plain[4] & 0xFF) << 8 | plain[5] & 0xFF);
            metadata.density().ifPresent(density -> JfifDensity.put(density, plain));
        }
        out.write(plain, 0, behindJfif);
        describe(metadata);
        out.write(plain, behindJfif, plain.length - behindJfif);
        return out.toByteArray();
    }

    private void describe(Source metadata) {
        metadata.exif().ifPresent(exif -> segment(0xE1, bytes(JpegMetadata.EXIF), exif));
        metadata.xmp().ifPresent(this::xmp);
        metadata.iptc().ifPresent(this::iptc);
        metadata.iccProfile().ifPresent(this::profile);
        comments(metadata).forEach(comment -> segment(0xFE, new byte[0], comment));
    }

    /// What of a picture's metadata a JPEG cannot hold.
    static List<Remark> losses(Source source) {
        List<Remark> losses = new ArrayList<>();
        source.exif()
                .filter(exif -> !fits(JpegMetadata.EXIF, exif))
                .ifPresent(exif -> losses.add(tooLong("EXIF", exif)));
        source.xmp()
                .filter(xmp -> !fits(JpegMetadata.XMP, xmp)
                        && XmpExtension.split(xmp, PACKET).isEmpty())
                .ifPresent(xmp -> losses.add(tooLong("XMP", xmp)));
        source.iptc()
                .filter(iptc -> iptc.length > MAX_PARTS * RESOURCE_PART - 16)
                .ifPresent(iptc -> losses.add(tooLong("IPTC", iptc)));
        source.iccProfile()
                .filter(icc -> icc.length > MAX_PARTS * PROFILE_PART)
                .ifPresent(icc -> losses.add(tooLong("colour profile", icc)));
        if (comments(source).stream().anyMatch(comment -> !fits("", comment))) {
            losses.add(Remark.dropped("a JPEG cannot hold comments of more than 64 kB"));
        }
        if (comments(source).size() < source.texts().size()) {
            losses.add(Remark.dropped("a JPEG cannot hold texts under keywords"));
        }
        return losses;
    }

    private static Remark tooLong(String what, byte[] content) {
        return Remark.dropped("a JPEG cannot hold its %d kB of %s".formatted(content.length >> 10, what));
    }

    private static List<byte[]> comments(Source source) {
        return source.texts().stream()
                .filter(text -> text.keyword().equals(JpegMetadata.COMMENT))
                .map(text -> text.text().getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static boolean fits(String prefix, byte[] content) {
        return prefix.length() + content.length <= SEGMENT;
    }

    /// Writes nothing if it is too long.
    private void segment(int marker, byte[] prefix, byte[] content) {
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

    private void xmp(byte[] packet) {
        if (packet.length <= PACKET) {
            segment(0xE1, bytes(JpegMetadata.XMP), packet);
            return;
        }
        XmpExtension.split(packet, PACKET).ifPresent(split -> {
            segment(0xE1, bytes(JpegMetadata.XMP), split.packet());
            split.segments().forEach(part -> segment(0xE1, bytes(XmpExtension.NAME), part));
        });
    }

    /// As many segments as it takes, each with the name before it.
    private void iptc(byte[] dataSets) {
        for (byte[] part : parts(Photoshop.resource(dataSets), RESOURCE_PART)) {
            segment(0xED, bytes(JpegMetadata.PHOTOSHOP), part);
        }
    }

    /// ICC.1, annex B.4: as many segments as it takes, numbered from 1.
    private void profile(byte[] icc) {
        List<byte[]> parts = parts(icc, PROFILE_PART);
        for (int part = 0; part < parts.size(); part++) {
            byte[] prefix = Arrays.copyOf(bytes(JpegMetadata.ICC), JpegMetadata.ICC.length() + 2);
            prefix[prefix.length - 2] = (byte) (part + 1);
            prefix[prefix.length - 1] = (byte) parts.size();
            segment(0xE2, prefix, parts.get(part));
        }
    }

    /// None if there would be too many.
    private static List<byte[]> parts(byte[] content, int length) {
        List<byte[]> parts = new ArrayList<>();
        for (int from = 0; from < content.length && content.length <= MAX_PARTS * length; from += length) {
            parts.add(Arrays.copyOfRange(content, from, Math.min(content.length, from + length)));
        }
        return parts;
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
