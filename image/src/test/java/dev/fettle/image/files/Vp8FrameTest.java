package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.ImageFormatException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against `dwebp -nodither` of libwebp 1.2.4. The pictures are waves and checks made by a formula: 45×37 at quality 30
/// with the normal loop filter and one segment; 33×50 at quality 15 with the simple one, sharpness 5, four segments and
/// four packets of coefficients.
class Vp8FrameTest {
    @ParameterizedTest
    @ValueSource(strings = {"lossy-normal-filter", "lossy-simple-filter"})
    void everySampleIsThatOfLibwebp(String name) throws Exception {
        int[] ours = Patterns.integers(Patterns.decode(Patterns.resource(name + ".webp")));
        int[] theirs = Patterns.integers(Patterns.decode(Patterns.resource(name + ".png")));
        assertThat(ours).isEqualTo(theirs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lossy-normal-filter", "lossy-simple-filter"})
    void framesThatEndEarlyAreRefused(String name) {
        byte[] file = Patterns.resource(name + ".webp");
        for (int cut = 10; cut < file.length - 30; cut += 37) {
            byte[] less = Arrays.copyOf(file, file.length - cut);
            setLength(less, 4, less.length - 8);
            setLength(less, 16, less.length - 20);
            assertThatThrownBy(() -> Patterns.decode(less))
                    .isInstanceOf(ImageFormatException.class)
                    .hasMessageContaining("test: not a readable image (WEBP: ");
        }
    }

    @Test
    void bitsAreThoseOfTheSpecification() {
        // RFC 6386, sec. 7.3: zeros stay below every split, ones above it
        var bits = new Vp8Bits(new byte[] {0, 0, 0}, 0, 3);
        assertThat(bits.number(16)).isZero();
        assertThat(bits.isExhausted()).isFalse();
        assertThat(bits.number(16)).isZero();
        assertThat(bits.isExhausted()).isTrue();
        assertThat(new Vp8Bits(new byte[] {(byte) 0xFF, (byte) 0xFF}, 0, 2).bit(128))
                .isTrue();
    }

    private static void setLength(byte[] file, int at, int length) {
        for (int i = 0; i < 4; i++) {
            file[at + i] = (byte) (length >> 8 * i);
        }
    }
}
