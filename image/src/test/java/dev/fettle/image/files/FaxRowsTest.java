package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.ImageFormatException;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaxRowsTest {
    /// Two rows of a run of white and a run of black of every length, against the JDK's encoder.
    @ParameterizedTest
    @ValueSource(strings = {"CCITT RLE", "CCITT T.4", "CCITT T.6"})
    void everyLengthOfARunIsRead(String packing) throws Exception {
        for (int run = 0; run < 2700; run += run < 70 ? 1 : 31) {
            var picture = new BufferedImage(2 * run + 3, 2, BufferedImage.TYPE_BYTE_BINARY);
            for (int x = 0; x < picture.getWidth(); x++) {
                boolean white = x < run || x > 2 * run;
                picture.setRGB(x, 0, white ? -1 : 0);
                picture.setRGB(x, 1, white ? 0 : -1);
            }
            assertSame(picture, packing);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CCITT RLE", "CCITT T.4", "CCITT T.6"})
    void noiseOfEveryDensityIsRead(String packing) throws Exception {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            double changes = 0.3 * random.nextDouble(); // more, and the JDK writes beyond its buffer
            var picture =
                    new BufferedImage(30 + random.nextInt(90), 1 + random.nextInt(30), BufferedImage.TYPE_BYTE_BINARY);
            boolean white = true;
            for (int y = 0; y < picture.getHeight(); y++) {
                for (int x = 0; x < picture.getWidth(); x++) {
                    white ^= random.nextDouble() < changes;
                    picture.setRGB(x, y, white ? -1 : 0);
                }
            }
            assertSame(picture, packing);
        }
    }

    private static void assertSame(BufferedImage picture, String packing) throws Exception {
        Raster raster = picture.getRaster();
        int[] expected = raster.getPixels(0, 0, raster.getWidth(), raster.getHeight(), (int[]) null);
        int[] read = Patterns.integers(Patterns.decode(Patterns.tiff(picture, packing)));
        assertThat(Arrays.stream(read).map(sample -> sample / 255).toArray())
                .as("%s, %dx%d", packing, raster.getWidth(), raster.getHeight())
                .isEqualTo(expected);
    }

    /// T.6 by hand, 4 pixels wide: a horizontal mode with 1 white (000111) and 2 black (11) and the change at the end
    /// as above (1); a row that is the same (111); one a pixel to the right (011 011 1), and end marks.
    @Test
    void aStripByHandIsRead() throws Exception {
        byte[] strip = bits("001 000111 11 1  1 1 1  011 1 1  000000000001 000000000001");
        assertThat(Patterns.integers(Patterns.decode(fax(4, 4, 3, strip))))
                .containsExactly(255, 0, 0, 255, 255, 0, 0, 255, 255, 255, 0, 255);
    }

    @Test
    void faxesInTheOtherOrderOfBitsAndFromWordsAreRead() throws Exception {
        byte[] strip = bits("001 000111 11 1  1 1 1  011 1 1");
        for (int i = 0; i < strip.length; i++) {
            strip[i] = (byte) (Integer.reverse(strip[i]) >>> 24);
        }
        TiffBuilder reversed = builder(4, 4, 3).with(TiffTags.FILL_ORDER, 3, 2).strips(strip);
        assertThat(Patterns.integers(Patterns.decode(reversed.build()))).startsWith(255, 0, 0, 255);
        byte[] words = bits("000111 11 000111 00  0111 11 000111 0000"); // 1 white, 2 black, 1 white; 2, 2
        assertThat(Patterns.integers(Patterns.decode(fax(32771, 4, 1, words)))).containsExactly(255, 0, 0, 255);
    }

    /// T.4: a mark before every row, a bit for its kind behind it, fill bits before a mark.
    @Test
    void rowsOfTwoDimensionsAreRead() throws Exception {
        byte[] strip = bits("000000000001 1 000111 11 000111  0000 000000000001 0 011 1 1  000000000001 1 1011");
        TiffBuilder file = builder(3, 4, 3).with(TiffTags.T4_OPTIONS, 4, 1).strips(strip);
        assertThat(Patterns.integers(Patterns.decode(file.build())))
                .containsExactly(255, 0, 0, 255, 255, 255, 0, 255, 255, 255, 255, 255);
    }

    @Test
    void halfAFaxIsRefused() {
        byte[] half = bits("001 000111 11 1  1 1 1  000000000001 000000000001 0000000000000000");
        assertRefused(fax(4, 4, 4, half), "strip 1 of 1 ends after 2 of 4 rows");
        assertRefused(fax(4, 4, 4, bits("001 000111 11 1  1 1 1  1 1 0000000")), "holds a code that cannot be");
        assertRefused(fax(3, 4, 2, bits("000000000001 000111 11 000111 000000000001 000000000001")), "1 of 2 rows");
        assertRefused(fax(2, 4, 1, bits("000111 11 0111")), "holds a code that cannot be"); // 5 pixels
        assertRefused(fax(4, 4, 1, bits("0000001111 0000")), "parts that are not packed");
    }

    @Test
    void aStripThatIsCutAnywhereIsRefusedUnlessAllRowsAreThere() throws Exception {
        byte[] whole = bits("001 000111 11 1  1 1 1  011 1 1  001 0111 11 1  010 010 1");
        for (int length = 1; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertRefused(fax(4, 4, 5, cut), "");
            byte[] zeroed = Arrays.copyOf(cut, whole.length);
            assertRefused(fax(4, 4, 5, zeroed), "");
        }
    }

    private static byte[] fax(int coding, int width, int height, byte[] strip) {
        return builder(coding, width, height).strips(strip).build();
    }

    private static TiffBuilder builder(int coding, int width, int height) {
        return TiffBuilder.gray(width, height, 1)
                .with(TiffTags.COMPRESSION, 4, coding)
                .with(TiffTags.PHOTOMETRIC, 3, 0);
    }

    private static byte[] bits(String text) {
        String bits = text.replace(" ", "");
        byte[] bytes = new byte[Math.ceilDiv(bits.length(), 8)];
        for (int i = 0; i < bits.length(); i++) {
            bytes[i / 8] |= (byte) ((bits.charAt(i) - '0') << (7 - i % 8));
        }
        return bytes;
    }

    private static void assertRefused(byte[] file, String reason) {
        assertThatThrownBy(() -> Patterns.decode(file))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageStartingWith("test: not a readable image (TIFF: ")
                .hasMessageContaining(reason);
    }
}
