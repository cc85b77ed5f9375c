package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.ImageFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Files of libwebp 1.6 (`exact`), whose pixels have a closed form.
class Vp8lImageTest {
    /// What a picture's pixel holds.
    private interface Formula {
        int[] at(int x, int y);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 13, 90})
    void palettesOfAllPackingsAreRead(int colours) throws Exception {
        assertIs("lossless-" + colours + "-colours.webp", 37, 21, (x, y) -> {
            int i = (x * x + 3 * y) / 5 % colours;
            return new int[] {19 * i, 255 - 11 * i, 7 * i * i};
        });
    }

    @Test
    void predictionsAndCrossColoursAreUndone() throws Exception {
        assertIs("lossless-waves.webp", 61, 47, (x, y) -> new int[] {
            4 * x + noise(x, y),
            x * y / 16 + 2 * y,
            (x - 30) * (x - 30) / 8 + (y - 20) * (y - 20) / 8 + noise(y, x),
            255 - 3 * x - y
        });
    }

    @Test
    void repeatedPixelsAreRead() throws Exception {
        assertIs("lossless-squares.webp", 61, 47, (x, y) ->
                new int[] {x / 9 * 37 ^ y / 7 * 11, (x / 9 + y / 7) * 23, 200 + x / 5 * (y / 5)});
    }

    private static int noise(int x, int y) {
        return x * 7919 + y * 104729 + x * y * 31 >> 3 & 7;
    }

    private static void assertIs(String file, int width, int height, Formula formula) throws Exception {
        int[] expected = IntStream.range(0, width * height)
                .flatMap(i -> Arrays.stream(formula.at(i % width, i / width)).map(value -> value & 0xFF))
                .toArray();
        assertThat(Patterns.integers(Patterns.decode(Patterns.resource(file)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"lossless-90-colours, 37, 21", "lossless-waves, 61, 47", "lossless-squares, 61, 47"})
    void streamsThatEndEarlyAreRefused(String name, int width, int height) {
        byte[] file = Patterns.resource(name + ".webp");
        int at = new String(file, StandardCharsets.ISO_8859_1).indexOf("VP8L");
        int length = file[at + 4] & 0xFF | (file[at + 5] & 0xFF) << 8;
        for (int cut = 2; cut < length - 5; cut += 7) {
            byte[] less = Arrays.copyOf(file, at + 8 + length - cut);
            var content = new Content(less, "test", Format.WEBP);
            var bits = new Vp8lBits(content, at + 8 + Vp8lImage.HEADER, length - cut - Vp8lImage.HEADER);
            assertThatThrownBy(() -> Vp8lImage.decode(bits, width, height))
                    .as("without the last %d bytes", cut)
                    .isInstanceOf(ImageFormatException.class);
        }
    }

    @Test
    void zerosInPlaceOfTheSecondHalfAreRefused() {
        byte[] file = Patterns.resource("lossless-waves.webp");
        Arrays.fill(file, file.length / 2, file.length, (byte) 0);
        assertThatThrownBy(() -> Patterns.decode(file))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("zeros stand where");
    }

    @Test
    void onePixelOfCodesWithoutBitsIsReadAsWritten() throws Exception {
        // no transform, no cache, one region; then five codes of one symbol each: green 3, red 5, blue 7, alpha 9
        String stream = "0" + "0" + "0" + simple(3) + simple(5) + simple(7) + simple(9) + simple(0);
        assertThat(Vp8lImage.decode(bits(stream), 2, 1)).containsExactly(0x09050307, 0x09050307);
    }

    @Test
    void whatCannotBeIsRefused() {
        assertRefused("1" + "01" + "1" + "01", "one of its transforms comes twice"); // subtracted green
        assertRefused("0" + "1" + "0000", "its colour cache of 0 bits cannot be");
        assertRefused("0" + "1" + "0011", "its colour cache of 12 bits cannot be");
        String codes = simple(3).repeat(4);
        assertRefused("0" + "0" + "0" + codes + simple(40), "a symbol that cannot be");
        assertRefused("0" + "0" + "0" + codes, "its pixels end early");
    }

    /// A code of one symbol of 8 bits, the lowest one first.
    private static String simple(int symbol) {
        return "101" + binary(symbol);
    }

    private static String binary(int value) {
        return new StringBuilder("%8s".formatted(Integer.toBinaryString(value)).replace(' ', '0'))
                .reverse()
                .toString();
    }

    /// @param digits of bits in the order of reading, without those that fill the last byte
    private static Vp8lBits bits(String digits) {
        byte[] bytes = new byte[Math.ceilDiv(digits.length(), 8)];
        for (int i = 0; i < digits.length(); i++) {
            bytes[i / 8] |= (byte) ((digits.charAt(i) - '0') << i % 8);
        }
        return new Vp8lBits(new Content(bytes, "test", Format.WEBP), 0, bytes.length);
    }

    private static void assertRefused(String digits, String reason) {
        assertThatThrownBy(() -> Vp8lImage.decode(bits(digits), 2, 1))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining(reason);
    }
}
