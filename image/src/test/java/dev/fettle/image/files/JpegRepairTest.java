package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOException;
import org.junit.jupiter.api.Test;

/// JPEG files that break the rules and hold the whole picture all the same, beside those that do not hold it.
class JpegRepairTest {
    private static final Remark NO_END = Remark.repaired("its end marker is missing; the picture is whole");

    /// Every kind of coding that is read: one scan and several, gray and colour, with restart markers and without.
    private static List<byte[]> samples() throws Exception {
        List<byte[]> samples = new ArrayList<>();
        for (Colour colour : Colour.values()) {
            Image image = Patterns.picture(45, 33, colour, false, 8);
            samples.add(JpegEncoder.encode(image, 70, Subsampling.FULL));
            samples.add(JpegEncoder.encode(Patterns.smooth(70, 41, colour), 90, Subsampling.HALF));
            samples.add(JpegBytes.progressive(image));
            samples.add(JpegBytes.progressive(Patterns.smooth(70, 41, colour)));
        }
        samples.add(Patterns.resource("cmyk.jpg"));
        return samples;
    }

    /// A file may lack its last two bytes (FF D9). One more is the last byte of its pixels, in which at least one bit
    /// counts.
    @Test
    void aFileMayLackItsEndMarkerAndNothingElse() throws Exception {
        for (byte[] file : samples()) {
            Image whole = Patterns.decode(file);
            for (int lacking = 1; lacking <= 2; lacking++) {
                Image read = Patterns.decode(Arrays.copyOf(file, file.length - lacking));
                assertThat(Patterns.integers(read)).isEqualTo(Patterns.integers(whole));
                assertThat(read.source().remarks()).contains(NO_END);
            }
            for (int lacking = 3; lacking < Math.min(200, file.length); lacking++) {
                byte[] cut = Arrays.copyOf(file, file.length - lacking);
                assertRefused(cut, "it ends ");
            }
        }
    }

    @Test
    void aCutFileIsRefusedWithPaddingInsteadOfItsRest() throws Exception {
        for (byte[] file : samples()) {
            for (byte padding : new byte[] {0, (byte) 0xFF, 0x20}) {
                for (int lacking : new int[] {3, 4, 20, file.length / 8}) {
                    for (int more : new int[] {0, 40, 4096}) {
                        byte[] padded = Arrays.copyOf(file, file.length + more);
                        Arrays.fill(padded, file.length - lacking, padded.length, padding);
                        assertThatThrownBy(() -> Patterns.decode(padded))
                                .as("%d bytes are %d, and %d more", lacking, padding, more)
                                .isInstanceOf(ImageFormatException.class);
                    }
                }
            }
        }
    }

    /// Flat pictures end in equal bytes, with Huffman tables of their own in zeros.
    @Test
    void flatPicturesMayLackTheirEndMarker() throws Exception {
        for (int side = 8; side < 400; side += 13) {
            Image flat = Image.of(side, 200, new float[side * 200]);
            for (byte[] file : List.of(
                    JpegEncoder.encode(flat, 90, Subsampling.FULL),
                    JpegBytes.optimised(flat),
                    JpegBytes.progressive(flat))) {
                byte[] cut = Arrays.copyOf(file, file.length - 2);
                assertThat(Patterns.decode(cut).source().remarks())
                        .as("%d columns", side)
                        .containsExactly(NO_END);
            }
        }
    }

    @Test
    void paddingBehindTheLastScanIsSkippedWithAndWithoutEndMarker() throws Exception {
        for (byte[] file : samples()) {
            int[] whole = Patterns.integers(Patterns.decode(file));
            for (byte padding : new byte[] {0, 0x20, 0x55}) {
                byte[] zeros = new byte[5000];
                Arrays.fill(zeros, padding);
                byte[] pixels = Arrays.copyOf(file, file.length - 2);
                byte[] end = {(byte) 0xFF, (byte) 0xD9};
                Image read = Patterns.decode(JpegBytes.concat(pixels, zeros, end));
                assertThat(Patterns.integers(read)).isEqualTo(whole);
                assertThat(read.source().remarks())
                        .contains(Remark.repaired("5000 bytes of padding stand behind its pixels"));
                Image endless = Patterns.decode(JpegBytes.concat(pixels, zeros));
                assertThat(Patterns.integers(endless)).isEqualTo(whole);
                assertThat(endless.source().remarks()).contains(NO_END);
            }
        }
    }

    @Test
    void aRestartMarkerTooManyBehindTheLastScanIsSkipped() throws Exception {
        for (byte[] file : samples()) {
            byte[] pixels = Arrays.copyOf(file, file.length - 2);
            for (byte[] behind : List.of(new byte[0], new byte[] {1, 2, 3, 4, 5}, new byte[] {0x7F, (byte) 0xF0})) {
                Image read = Patterns.decode(JpegBytes.concat(pixels, new byte[] {(byte) 0xFF, (byte) 0xD3}, behind));
                assertThat(Patterns.integers(read)).isEqualTo(Patterns.integers(Patterns.decode(file)));
                assertThat(read.source().remarks()).contains(NO_END);
            }
        }
    }

    @Test
    void missingTablesAreRefusedInOneSentence() throws Exception {
        byte[] file = JpegEncoder.encode(Patterns.smooth(20, 20, Colour.GRAY), 70, Subsampling.FULL);
        assertThatThrownBy(() -> Patterns.decode(JpegBytes.without(file, 0xDB)))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageStartingWith("test: not a readable image (JPEG: Quantization table 0x00 was not defined)");
    }

    @Test
    void aFewBytesBehindAScanAreNoRemark() throws Exception {
        for (byte[] file : samples()) {
            byte[] pixels = Arrays.copyOf(file, file.length - 2);
            byte[] few = {1, 2, 3, 4, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xD9, 9, 8, 7};
            Image read = Patterns.decode(JpegBytes.concat(pixels, few));
            assertThat(Patterns.integers(read)).isEqualTo(Patterns.integers(Patterns.decode(file)));
            assertThat(read.source().remarks())
                    .isEqualTo(Patterns.decode(file).source().remarks());
        }
    }

    /// The decoder reports its first trouble only, so that harmless bytes behind the first scan used to hide that the
    /// last one is cut.
    @Test
    void harmlessBytesHideNoMissingPixels() throws Exception {
        byte[] file = JpegBytes.progressive(Patterns.picture(64, 64, Colour.RGB, false, 8));
        int second = secondScan(file);
        byte[] cut = Arrays.copyOf(file, file.length - 12);
        byte[] both = JpegBytes.concat(
                Arrays.copyOf(cut, second),
                new byte[] {7, 7, 7},
                Arrays.copyOfRange(cut, second, cut.length),
                new byte[] {(byte) 0xFF, (byte) 0xD9});
        assertRefused(both, "premature end");
    }

    /// The first marker behind the first scan's data.
    private static int secondScan(byte[] file) {
        int at = JpegBytes.find(file, 0xDA);
        at += JpegBytes.length(file, at);
        while (file[at] != (byte) 0xFF || file[at + 1] == 0) {
            at++;
        }
        return at;
    }

    @Test
    void aProgressiveFileWithoutItsLastScansIsRefusedOrRemarked() throws Exception {
        byte[] file = JpegBytes.progressive(Patterns.picture(64, 64, Colour.RGB, false, 8));
        byte[] first = Arrays.copyOf(file, secondScan(file));
        assertRefused(first, "without its end marker");
        Image coarse = Patterns.decode(JpegBytes.concat(first, new byte[] {(byte) 0xFF, (byte) 0xD9}));
        assertThat(coarse.source().remarks())
                .containsExactly(Remark.noted("it is progressive and ends before its finest scans"));
        assertThat(Patterns.decode(file).source().remarks()).isEmpty();
    }

    @Test
    void motionJpegGetsTheStandardTables() throws Exception {
        for (Colour colour : Colour.values()) {
            byte[] file = JpegEncoder.encode(Patterns.picture(45, 33, colour, false, 8), 70, Subsampling.HALF);
            byte[] bare = file;
            while (contains(bare, 0xC4)) {
                bare = JpegBytes.without(bare, 0xC4);
            }
            byte[] frame = JpegBytes.insert(bare, JpegBytes.segment(0xE0, JpegBytes.ascii("AVI1\0\0\0\0")));
            Image read = Patterns.decode(frame);
            assertThat(Patterns.integers(read)).isEqualTo(Patterns.integers(Patterns.decode(file)));
            assertThat(read.source().remarks())
                    .containsExactly(Remark.repaired("its Huffman tables are missing; the standard ones fit"));
            assertRefused(Arrays.copyOf(frame, frame.length - 40), "without its end marker");
        }
    }

    /// The tables that fit are others.
    @Test
    void aFileThatLostItsOwnTablesIsRefused() throws Exception {
        byte[] file = JpegBytes.optimised(Patterns.picture(64, 64, Colour.RGB, false, 8));
        byte[] bare = file;
        while (contains(bare, 0xC4)) {
            bare = JpegBytes.without(bare, 0xC4);
        }
        byte[] lost = bare;
        assertThatThrownBy(() -> Patterns.decode(lost)).isInstanceOf(ImageFormatException.class);
    }

    private static boolean contains(byte[] file, int marker) {
        int at = 2;
        while ((file[at + 1] & 0xFF) != marker && (file[at + 1] & 0xFF) != 0xDA) {
            at += JpegBytes.length(file, at);
        }
        return (file[at + 1] & 0xFF) == marker;
    }

    @Test
    void theHeightMayStandBehindTheFirstScan() throws Exception {
        for (int stated : new int[] {0, 99, 20}) {
            byte[] file = JpegEncoder.encode(Patterns.picture(45, 33, Colour.RGB, false, 8), 70, Subsampling.FULL);
            int[] whole = Patterns.integers(Patterns.decode(file));
            int frame = JpegBytes.find(file, 0xC0);
            file[frame + 6] = (byte) stated;
            byte[] lines = JpegBytes.segment(0xDC, new byte[] {0, 33});
            byte[] late = JpegBytes.concat(
                    Arrays.copyOf(file, file.length - 2), lines, new byte[] {(byte) 0xFF, (byte) 0xD9});
            Image read = Patterns.decode(late);
            assertThat(read.height()).isEqualTo(33);
            assertThat(Patterns.integers(read)).isEqualTo(whole);
            assertThat(read.source().remarks())
                    .containsExactly(Remark.repaired("its height stands behind the first scan"));
            late[late.length - 3] = 80; // more lines than there are
            assertRefused(late, "premature end");
        }
        byte[] without = JpegEncoder.encode(Patterns.smooth(16, 16, Colour.GRAY), 70, Subsampling.FULL);
        without[JpegBytes.find(without, 0xC0) + 6] = 0;
        assertRefused(without, "16x0 pixels");
    }

    @Test
    void aSecondPictureMayFollowWithoutAnEndMarkerBetween() throws Exception {
        byte[] file = JpegEncoder.encode(Patterns.picture(45, 33, Colour.RGB, false, 8), 70, Subsampling.FULL);
        byte[] both = JpegBytes.concat(Arrays.copyOf(file, file.length - 2), file);
        assertThat(Patterns.decode(both).source().remarks()).containsExactly(NO_END);
        byte[] twice = JpegBytes.concat(new byte[] {(byte) 0xFF, (byte) 0xD8}, file);
        assertThat(Patterns.integers(Patterns.decode(twice))).isEqualTo(Patterns.integers(Patterns.decode(file)));
    }

    @Test
    void aSegmentThatIsCutBehindTheLastScanCostsNoPixels() throws Exception {
        byte[] file = JpegEncoder.encode(Patterns.picture(45, 33, Colour.RGB, false, 8), 70, Subsampling.FULL);
        byte[] comment = {(byte) 0xFF, (byte) 0xFE, 0, 20, 'a', 'b'};
        for (int length = 1; length <= comment.length; length++) {
            byte[] cut = JpegBytes.concat(Arrays.copyOf(file, file.length - 2), Arrays.copyOf(comment, length));
            assertThat(Patterns.decode(cut).source().remarks()).containsExactly(NO_END);
        }
    }

    /// The walk through the codes agrees with the decoder about files with wrong bytes: what it proves whole, the
    /// decoder reads without complaint but about surplus bytes.
    @Test
    void whatTheWalkProvesTheDecoderReads() throws Exception {
        var random = new Random(5);
        for (byte[] file : samples()) {
            for (int trial = 0; trial < 40; trial++) {
                byte[] wrong = file.clone();
                wrong[file.length - 3 - random.nextInt(file.length / 2)] ^= (byte) (1 << random.nextInt(8));
                assertAgreement(wrong, trial);
            }
        }
    }

    private static void assertAgreement(byte[] wrong, int trial) {
        try {
            JpegFile scanned = JpegFile.scan(new Content(wrong, "test", Format.JPEG));
            scanned.proveWhole();
            scanned.decode();
        } catch (ImageFormatException e) {
            assertThat(e).as("trial %d", trial).hasMessageNotContaining("Corrupt JPEG data: premature end");
        } catch (IOException e) {
            assertThat(e).as("trial %d", trial).isInstanceOf(IIOException.class); // before any pixel
        }
    }

    private static void assertRefused(byte[] file, String reason) {
        assertThatThrownBy(() -> Patterns.decode(file))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining(reason);
    }
}
