package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Files of libwebp, whose pixels have a closed form: red 10x, green 15y, blue 5(x + y), alpha 255 - 6x, 24 wide
/// and 16 high.
class WebpFileTest {
    @Test
    void losslessPicturesAreReadExactlyAndTurnedUpright() throws Exception {
        Image image =
                Patterns.decode(Patterns.resource("lossless-alpha.webp")); // orientation 6: a quarter turn to the right
        assertThat(image.width()).isEqualTo(16);
        assertThat(image.height()).isEqualTo(24);
        int x = 5;
        int y = 3;
        int at = 4 * (16 * x + 15 - y);
        assertThat(Arrays.copyOfRange(Patterns.integers(image), at, at + 4))
                .containsExactly(10 * x, 15 * y, 5 * (x + y), 255 - 6 * x);
    }

    @Test
    void metadataIsCarried() throws Exception {
        Image image = Patterns.decode(Patterns.resource("lossless-alpha.webp"));
        assertThat(image.source().iccProfile())
                .hasValueSatisfying(profile -> assertThat(profile).hasSize(132));
        assertThat(image.source().exif()).hasValueSatisfying(exif -> {
            assertThat(new String(exif, java.nio.charset.StandardCharsets.ISO_8859_1))
                    .contains("Maker");
            assertThat(Exif.orientation(exif)).isEqualTo(Orientation.UPRIGHT);
        });
    }

    @Test
    void lossyPicturesAreReadNearly() throws Exception {
        Image image = Patterns.decode(Patterns.resource("lossy.webp"));
        assertThat(image.alpha()).isEmpty();
        assertThat(image.plane(0)[24 * 8 + 12]).isCloseTo(120 / 255f, within(0.03f));
        assertThat(image.plane(1)[24 * 8 + 12]).isCloseTo(120 / 255f, within(0.03f));
    }

    @Test
    void theAlphaOfALossyPictureIsExact() throws Exception {
        Image image = Patterns.decode(Patterns.resource("lossy-alpha.webp"));
        assertThat(image.alpha())
                .hasValueSatisfying(alpha -> assertThat(alpha[24 * 3 + 11]).isEqualTo(189 / 255f));
    }

    @Test
    void animationsAreNamed() {
        assertRefused(Patterns.resource("animated.webp"), "animations are not read");
    }

    @Test
    void aHeaderThatLiesAboutTheSizeIsRefused() {
        byte[] file = Patterns.resource("lossless-alpha.webp");
        file[24]++; // canvas width
        assertRefused(file, "its canvas is not");
    }

    private static void assertRefused(byte[] file, String reason) {
        assertThatThrownBy(() -> Patterns.decode(file))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageStartingWith("test: not a readable image (WEBP: ")
                .hasMessageContaining(reason);
    }
}
