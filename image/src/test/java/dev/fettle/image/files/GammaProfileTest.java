package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.Source;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Against the colour management of the JDK (Little CMS).
class GammaProfileTest {
    private static final double[] SRGB = {0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06};
    private static final double[] DISPLAY_P3 = {0.3127, 0.3290, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06};

    @ParameterizedTest
    @EnumSource(Colour.class)
    void linearHalfIs188OfSrgb(Colour colour) {
        float[] sample = new float[colour.channels()];
        Arrays.fill(sample, 0.5f);
        float[] seen = space(GammaProfile.of(1, SRGB, colour).orElseThrow()).toRGB(sample);
        assertThat(seen).hasSize(3);
        for (float value : seen) { // IEC 61966-2-1: 1.055 * 0.5^(1/2.4) - 0.055
            assertThat(value * 255).isCloseTo(187.5f, Offset.offset(1f));
        }
    }

    @Test
    void primariesAreThoseOfTheChunk() {
        float[] srgb =
                space(GammaProfile.of(2.2, SRGB, Colour.RGB).orElseThrow()).toCIEXYZ(new float[] {1, 0, 0});
        assertThat(srgb).containsExactly(new float[] {0.4361f, 0.2225f, 0.0139f}, Offset.offset(0.001f)); // sRGB at D50
        float[] wide = space(GammaProfile.of(2.2, DISPLAY_P3, Colour.RGB).orElseThrow())
                .toCIEXYZ(new float[] {1, 0, 0});
        assertThat(wide).containsExactly(new float[] {0.5151f, 0.2412f, -0.0011f}, Offset.offset(0.002f)); // Display P3
    }

    @Test
    void impossibleColoursHaveNoProfile() {
        assertThat(GammaProfile.of(2.2, new double[8], Colour.RGB)).isEmpty();
        assertThat(GammaProfile.of(1000, SRGB, Colour.RGB)).isEmpty();
        assertThat(GammaProfile.of(0.001, SRGB, Colour.GRAY)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Format.class,
            names = {"JPEG", "TIFF", "BMP"})
    void aLinearPngKeepsItsLookInOtherKinds(Format format) throws Exception {
        Source linear = Source.NONE.withColourChunk("gAMA", gamma(100_000));
        Image image = Patterns.smooth(8, 8, Colour.RGB).withSource(linear);
        byte[] profile = Patterns.decode(ImageFiles.encode(image, WriteOptions.of(format)))
                .source()
                .iccProfile()
                .orElseThrow();
        assertThat(space(profile).toRGB(new float[] {0.5f, 0.5f, 0.5f})[0] * 255)
                .isCloseTo(187.5f, Offset.offset(1f));
    }

    @Test
    void usualColoursNeedNoProfile() {
        Source gamma = Source.NONE.withColourChunk("gAMA", gamma(45_455));
        Source srgb = Source.NONE.withColourChunk("sRGB", new byte[1]).withColourChunk("gAMA", gamma(100_000));
        Source codes = Source.NONE.withColourChunk("cICP", new byte[] {1, 13, 0, 1});
        for (Source source : new Source[] {Source.NONE, gamma, srgb, codes}) {
            assertThat(PngColours.profile(source, Colour.RGB)).isEmpty();
        }
    }

    private static byte[] gamma(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    private static ICC_ColorSpace space(byte[] profile) {
        return new ICC_ColorSpace(ICC_Profile.getInstance(profile));
    }
}
