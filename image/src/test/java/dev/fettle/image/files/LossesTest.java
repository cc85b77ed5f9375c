package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.Remark;
import dev.fettle.image.Source;
import dev.fettle.image.TextEntry;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LossesTest {
    private static final Image PLAIN = Patterns.smooth(8, 8, Colour.RGB);

    @ParameterizedTest
    @EnumSource(Format.class)
    void anOrdinaryPictureLosesNothing(Format format) {
        Source source = PLAIN.source().withIccProfile(Patterns.RGB_PROFILE);
        assertThat(ImageFiles.losses(PLAIN.withSource(source), format)).isEmpty();
        assertThat(ImageFiles.losses(PLAIN.withSource(source.withColourChunk("sRGB", new byte[1])), format))
                .isEmpty();
    }

    @Test
    void jpegHasNoTransparencyAndNoSixteenBits() {
        float[] alpha = new float[64];
        Arrays.fill(alpha, 1);
        Image opaque = PLAIN.withAlpha(alpha);
        assertThat(ImageFiles.losses(opaque, Format.JPEG)).isEmpty();
        float[] clear = alpha.clone();
        clear[9] = 0.5f;
        Image image = PLAIN.withAlpha(clear).withSource(Source.NONE.withBitDepth(16));
        assertThat(texts(image, Format.JPEG))
                .containsExactly(
                        "a JPEG cannot hold samples of 16 bits: they are rounded to 8",
                        "a JPEG cannot hold transparency: the picture is laid on white");
        assertThat(texts(image, Format.BMP))
                .containsExactly("a BMP cannot hold samples of 16 bits: they are rounded to 8");
        assertThat(texts(image, Format.PNG)).isEmpty();
        assertThat(texts(image, Format.TIFF)).isEmpty();
    }

    @Test
    void bmpHasNoPlaceForMetadata() {
        Source source = Source.NONE
                .withExif(Patterns.exif(1, ByteOrder.BIG_ENDIAN))
                .withXmp(Patterns.XMP)
                .withIptc(new byte[] {0x1C})
                .withText(TextEntry.of("Title", "otters"));
        assertThat(texts(PLAIN.withSource(source), Format.BMP))
                .containsExactly(
                        "a BMP cannot hold EXIF",
                        "a BMP cannot hold XMP",
                        "a BMP cannot hold IPTC",
                        "a BMP cannot hold all of its texts");
        assertThat(texts(PLAIN.withSource(source), Format.PNG)).isEmpty();
        assertThat(texts(PLAIN.withSource(source), Format.TIFF)).containsExactly("a TIFF cannot hold all of its texts");
    }

    @Test
    void coloursThatNoProfileSaysAreLostOutsidePng() {
        Source hdr =
                Source.NONE.withColourChunk("cICP", new byte[] {9, 16, 0, 1}).withColourChunk("cLLI", new byte[8]);
        assertThat(texts(PLAIN.withSource(hdr), Format.JPEG))
                .containsExactly("a JPEG cannot hold what a PNG says about its colours (cICP, cLLI)");
        assertThat(texts(PLAIN.withSource(hdr), Format.WEBP)).isEmpty(); // which is written as PNG
        Source linear = Source.NONE.withColourChunk("gAMA", new byte[] {0, 1, (byte) 0x86, (byte) 0xA0});
        assertThat(texts(PLAIN.withSource(linear), Format.JPEG)).isEmpty(); // it gets a profile
    }

    @Test
    void aProfileOfOtherColoursIsSaid() {
        Source gray = Source.NONE.withIccProfile(Patterns.GRAY_PROFILE);
        assertThat(ImageFiles.losses(PLAIN.withSource(gray), Format.PNG))
                .containsExactly(Remark.dropped("its colour profile is not about colour pictures and is left out"));
    }

    private static List<String> texts(Image image, Format format) {
        return ImageFiles.losses(image, format).stream().map(Remark::text).toList();
    }
}
