package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TiffDepthTest {
    private static final List<ByteOrder> ORDERS = List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);

    /// 0, the largest value and others, in two rows, so that rows end within a byte.
    @Test
    void everyDepthFrom1To32IsScaledByItsOwnMaximum() throws Exception {
        for (ByteOrder order : ORDERS) {
            for (int bits = 1; bits <= 32; bits++) {
                long max = (1L << bits) - 1;
                long[] values = {0, max, max / 3, max - 1, 1, max / 2};
                byte[] strip =
                        bits % 8 == 0 ? TiffBuilder.whole(bits, order, values) : TiffBuilder.packed(bits, 3, values);
                Image image = decode(TiffBuilder.gray(3, 2, bits).order(order).strips(strip));
                assertThat(image.source().bitDepth()).isEqualTo(bits > 8 ? 16 : 8);
                for (int i = 0; i < values.length; i++) {
                    assertThat(image.plane(0)[i])
                            .as("%d of %d bits, %s", i, bits, order)
                            .isEqualTo((float) (values[i] / (double) max));
                }
            }
        }
    }

    @Test
    void coloursOfOddDepthsAreUnpacked() throws Exception {
        byte[] strip = TiffBuilder.packed(10, 6, 1023, 0, 341, 0, 1023, 682);
        Image image = decode(TiffBuilder.colour(2, 1, 2, 10, 10, 10).strips(strip));
        assertThat(image.plane(0)).containsExactly(1, 0);
        assertThat(image.plane(1)).containsExactly(0, 1);
        assertThat(image.plane(2)).containsExactly(341 / 1023f, 682 / 1023f);
    }

    @Test
    void samplesOfDifferentDepthsAreUnpackedUpTo8Bits() throws Exception {
        byte[] strip = {(byte) 0b11111_000, 0b000_10101, 0, 0};
        Image image = decode(TiffBuilder.colour(2, 1, 2, 5, 6, 5).strips(strip));
        assertThat(image.plane(0)).containsExactly(1, 0);
        assertThat(image.plane(1)).containsExactly(0, 0);
        assertThat(image.plane(2)).containsExactly(21 / 31f, 0);
        assertRefused(TiffBuilder.colour(2, 1, 2, 5, 16, 5).strips(new byte[8]), "depths [5, 16, 5]");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 6, 8, 12, 16, 24, 32})
    void differencesAreSummedUpAtEveryDepth(int bits) throws Exception {
        for (ByteOrder order : ORDERS) {
            long max = (1L << bits) - 1;
            long[] differences = {max, 1, max, 1 & max}; // max, 0, max, 0
            byte[] strip = bits % 8 == 0
                    ? TiffBuilder.whole(bits, order, differences)
                    : TiffBuilder.packed(bits, 4, differences);
            Image image = decode(TiffBuilder.gray(4, 1, bits)
                    .order(order)
                    .with(TiffTags.COMPRESSION, 3, 8)
                    .with(TiffTags.PREDICTOR, 3, 2)
                    .strips(Zlib.deflate(strip)));
            assertThat(image.plane(0)).as("%d bits, %s", bits, order).containsExactly(1, 0, 1, 0);
        }
    }

    @Test
    void whiteIsZeroIsTurnedAroundAtEveryDepth() throws Exception {
        for (int bits = 1; bits <= 32; bits++) {
            long max = (1L << bits) - 1;
            byte[] strip = bits % 8 == 0
                    ? TiffBuilder.whole(bits, ByteOrder.BIG_ENDIAN, 0, max)
                    : TiffBuilder.packed(bits, 2, 0, max);
            TiffBuilder file =
                    TiffBuilder.gray(2, 1, bits).order(ByteOrder.BIG_ENDIAN).with(TiffTags.PHOTOMETRIC, 3, 0);
            assertThat(decode(file.strips(strip)).plane(0)).as("%d bits", bits).containsExactly(1, 0);
        }
    }

    @Test
    void theLowestBitMayComeFirst() throws Exception {
        TiffBuilder file = TiffBuilder.gray(8, 1, 1).with(TiffTags.FILL_ORDER, 3, 2);
        assertThat(decode(file.strips(new byte[] {0b0000_0101})).plane(0)).containsExactly(1, 0, 1, 0, 0, 0, 0, 0);
    }

    @Test
    void signedIntegersAreRefusedByName() {
        TiffBuilder file = TiffBuilder.gray(2, 1, 16).with(TiffTags.SAMPLE_FORMAT, 3, 2);
        assertRefused(file.strips(new byte[4]), "signed integers are not read): convert it to unsigned samples");
    }

    @Test
    void complexNumbersAndDepthsBeyond32AreRefusedByName() {
        assertRefused(
                TiffBuilder.gray(2, 1, 64).with(TiffTags.SAMPLE_FORMAT, 3, 6).strips(new byte[16]), "format 6");
        assertRefused(TiffBuilder.gray(2, 1, 64).strips(new byte[16]), "64 integer bits");
        assertRefused(TiffBuilder.gray(2, 1, 33).strips(new byte[16]), "33 integer bits");
        assertRefused(
                TiffBuilder.gray(2, 1, 8).with(TiffTags.SAMPLE_FORMAT, 3, 3).strips(new byte[2]), "8 floating");
    }

    /// As long as nobody checked before narrowing, these were -2 bits, and a palette of 2^30 colours was asked for.
    @Test
    void numbersBeyondAnIntAreNoSmallNumbers() {
        for (int tag : new int[] {TiffTags.BITS, TiffTags.SAMPLES, TiffTags.PHOTOMETRIC, TiffTags.COMPRESSION}) {
            TiffBuilder file = TiffBuilder.gray(1, 1, 8)
                    .with(TiffTags.PHOTOMETRIC, 3, 3)
                    .with(TiffTags.COLOUR_MAP, 3, 0, 0, 0)
                    .with(tag, 4, 0xFFFFFFFEL);
            assertRefused(file.strips(new byte[1]), "4294967294");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32, 64})
    void floatsFrom0To1AreTakenAsTheyAre(int bits) throws Exception {
        for (ByteOrder order : ORDERS) {
            long[] samples = {floating(0, bits), floating(1, bits), floating(0.25, bits), floating(0.625, bits)};
            TiffBuilder file = floats(2, 2, bits).order(order).strips(TiffBuilder.whole(bits, order, samples));
            Image image = decode(file);
            assertThat(image.plane(0)).containsExactly(0, 1, 0.25f, 0.625f);
            assertThat(image.source().bitDepth()).isEqualTo(16);
            assertThat(image.source().remarks()).isEmpty();
        }
    }

    /// TIFF technical note 3: the bytes of a row, the highest of all samples first, as differences.
    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32, 64})
    void floatDifferencesAreSummedUp(int bits) throws Exception {
        int size = bits / 8;
        long[] samples = {floating(0.5, bits), floating(1, bits), floating(0.25, bits)};
        byte[] row = new byte[3 * size];
        for (int i = 0; i < 3; i++) {
            for (int b = 0; b < size; b++) {
                row[3 * b + i] = (byte) (samples[i] >> (bits - 8 - 8 * b));
            }
        }
        for (int i = row.length - 1; i > 0; i--) {
            row[i] -= row[i - 1];
        }
        for (ByteOrder order : ORDERS) {
            TiffBuilder file = floats(3, 1, bits)
                    .order(order)
                    .with(TiffTags.COMPRESSION, 3, 8)
                    .with(TiffTags.PREDICTOR, 3, 3);
            assertThat(decode(file.strips(Zlib.deflate(row))).plane(0)).containsExactly(0.5f, 1, 0.25f);
        }
    }

    @Test
    void floatsOutsideAreScaledByWhatTheFileCallsBlackAndWhite() throws Exception {
        TiffBuilder file = floats(2, 1, 32)
                .with(TiffTags.S_MIN, 11, -100.0)
                .with(TiffTags.S_MAX, 11, 300.0)
                .strips(TiffBuilder.whole(32, ByteOrder.LITTLE_ENDIAN, floating(0, 32), floating(300, 32)));
        Image image = decode(file);
        assertThat(image.plane(0)).containsExactly(0.25f, 1);
        assertThat(image.source().remarks())
                .containsExactly(Remark.noted("its floating-point samples are scaled: -100 is black, 300 is white"));
    }

    @Test
    void floatsOutsideAreRefusedWithTheRangeFound() {
        byte[] strip = TiffBuilder.whole(32, ByteOrder.LITTLE_ENDIAN, floating(-3, 32), floating(128, 32));
        assertRefused(floats(2, 1, 32).strips(strip), "run from -3 to 128, not from 0 to 1");
        assertRefused(
                floats(2, 1, 32).with(TiffTags.S_MAX, 12, 100.0).strips(strip), "-3 to 128", "its tags tell 0 to 100");
        assertRefused(floats(2, 1, 32).with(TiffTags.S_MIN, 12, -3.0).strips(strip), "-3 to 128");
    }

    @Test
    void whatIsNoNumberIsRefused() {
        for (double wrong : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            for (int bits : new int[] {16, 32, 64}) {
                byte[] strip =
                        TiffBuilder.whole(bits, ByteOrder.LITTLE_ENDIAN, floating(0.5, bits), floating(wrong, bits));
                TiffBuilder file = floats(2, 1, bits).with(TiffTags.S_MAX, 12, 1e9);
                assertRefused(file.strips(strip), "one of its floating-point samples is " + (float) wrong);
            }
        }
    }

    /// What is rounded into 16 bits is not cut off.
    @Test
    void floatsAreAllowedTheErrorOfTheirComputation() throws Exception {
        byte[] strip = TiffBuilder.whole(32, ByteOrder.LITTLE_ENDIAN, floating(-1e-6, 32), floating(1.000001, 32));
        assertThat(decode(floats(2, 1, 32).strips(strip)).plane(0)[1]).isCloseTo(1, within(1e-5f));
    }

    @Test
    void integersAreNotScaledByStatistics() throws Exception {
        TiffBuilder file =
                TiffBuilder.gray(2, 1, 8).with(TiffTags.S_MAX, 3, 100).with(281, 3, 100);
        assertThat(decode(file.strips(new byte[] {100, 50})).plane(0)).containsExactly(100 / 255f, 50 / 255f);
    }

    private static TiffBuilder floats(int width, int height, int bits) {
        return TiffBuilder.gray(width, height, bits).with(TiffTags.SAMPLE_FORMAT, 3, 3);
    }

    private static long floating(double value, int bits) {
        return switch (bits) {
            case 16 -> Float.floatToFloat16((float) value) & 0xFFFF;
            case 24 ->
                value == 0
                        ? 0
                        : (Math.getExponent(value) + 63L) << 16
                                | (long) ((value / Math.scalb(1.0, Math.getExponent(value)) - 1) * 65536);
            case 32 -> Float.floatToIntBits((float) value) & 0xFFFFFFFFL;
            default -> Double.doubleToLongBits(value);
        };
    }

    private static Image decode(TiffBuilder file) throws Exception {
        return Patterns.decode(file.build());
    }

    private static void assertRefused(TiffBuilder file, String... reasons) {
        assertThatThrownBy(() -> decode(file))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageStartingWith("test: not a readable image (TIFF: ")
                .message()
                .hasLineCount(1)
                .contains(reasons);
    }
}
