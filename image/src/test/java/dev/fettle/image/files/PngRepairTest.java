package dev.fettle.image.files;

import static dev.fettle.image.files.PngParts.bytes;
import static dev.fettle.image.files.PngParts.chunk;
import static dev.fettle.image.files.PngParts.damaged;
import static dev.fettle.image.files.PngParts.header;
import static dev.fettle.image.files.PngParts.join;
import static dev.fettle.image.files.PngParts.latin;
import static dev.fettle.image.files.PngParts.open;
import static dev.fettle.image.files.PngParts.png;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Faults that libpng or Pillow read over, and those that nobody does.
class PngRepairTest {
    private static final byte[] HEADER = chunk("IHDR", header(2, 2, 8, 0));
    private static final byte[] PACKED = Zlib.deflate(bytes(0, 10, 20, 0, 30, 40));
    private static final byte[] DATA = chunk("IDAT", PACKED);
    private static final byte[] END = chunk("IEND", new byte[0]);

    @Test
    void aSoundFileHasNoRemarks() throws Exception {
        assertThat(Patterns.decode(png(HEADER, DATA)).source().remarks()).isEmpty();
        assertThat(Patterns.decode(png(HEADER, chunk("IDAT", new byte[0]), DATA, chunk("IDAT", new byte[0])))
                        .source()
                        .remarks())
                .isEmpty();
    }

    @Test
    void anAncillaryChunkOfWrongChecksumIsLeftOut() throws Exception {
        byte[] title = damaged(chunk("tEXt", latin("Title\0otters")));
        Image image = repaired(png(HEADER, title, DATA), "the checksum of chunk tEXt is wrong");
        assertThat(image.source().texts()).isEmpty();
        repaired(png(HEADER, DATA, title), "the checksum of chunk tEXt is wrong");
    }

    @Test
    void aCriticalChunkOfWrongChecksumIsRefused() {
        assertRefused(png(damaged(HEADER), DATA), "checksum of chunk IHDR");
        assertRefused(png(HEADER, damaged(DATA)), "checksum of chunk IDAT");
        assertRefused(png(chunk("IHDR", header(2, 2, 8, 3)), damaged(chunk("PLTE", new byte[6])), DATA), "chunk PLTE");
        assertRefused(png(HEADER, damaged(chunk("\u001b[1m", new byte[3])), DATA), "chunk without a name at byte");
        assertRefused(png(HEADER, chunk("A\u001b[m", new byte[3]), DATA), "unknown chunk without a name");
    }

    @Test
    void theEndMayBeMissingCutOrDamaged() throws Exception {
        byte[] file = open(HEADER, DATA);
        repaired(file, "its end is missing or damaged");
        for (int length = 1; length < END.length; length++) {
            repaired(join(file, Arrays.copyOf(END, length)), "its end is missing or damaged");
        }
        repaired(open(HEADER, DATA, damaged(END)), "its end is missing or damaged");
        repaired(open(HEADER, DATA, bytes(0, 9, 9, 9, 't', 'E', 'X', 't', 'a'), END), "its end is missing");
        repaired(open(HEADER, DATA, bytes(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14)), "its end is missing");
    }

    @Test
    void aFileCutBehindItsLastPixelIsReadAndOneCutBeforeItIsRefused() throws Exception {
        byte[] file = png(HEADER, DATA);
        int end = file.length - END.length;
        repaired(Arrays.copyOf(file, end - 2), "its end is missing or damaged"); // in the checksum
        repaired(Arrays.copyOf(file, end - 6), "its end is missing or damaged"); // in Adler-32
        assertRefused(Arrays.copyOf(file, end - 10), "its pixels end early");
        assertRefused(open(HEADER), "it ends after 33 bytes");
    }

    @Test
    void missingAdlerIsReadAndAWrongOneIsNot() throws Exception {
        byte[] cut = Arrays.copyOf(PACKED, PACKED.length - 4);
        repaired(png(HEADER, chunk("IDAT", cut)), "the end of its packed data is missing");
        byte[] wrong = PACKED.clone();
        wrong[wrong.length - 1]++;
        assertRefused(png(HEADER, chunk("IDAT", wrong)), "its pixels cannot be unpacked");
    }

    @Test
    void surplusDataIsLeftOut() throws Exception {
        String reason = "it holds more data than its pixels take";
        repaired(png(HEADER, chunk("IDAT", join(PACKED, bytes(1, 2, 3)))), reason);
        repaired(png(HEADER, DATA, chunk("IDAT", bytes(1, 2, 3))), reason);
        repaired(png(HEADER, DATA, DATA), reason);
        repaired(png(HEADER, chunk("IDAT", Zlib.deflate(bytes(0, 10, 20, 0, 30, 40, 0, 50, 60)))), reason);
    }

    @Test
    void dataSplitByOtherChunksIsReadAsOne() throws Exception {
        byte[] first = chunk("IDAT", Arrays.copyOf(PACKED, 5));
        byte[] second = chunk("IDAT", Arrays.copyOfRange(PACKED, 5, PACKED.length));
        assertThat(Patterns.integers(Patterns.decode(png(HEADER, first, chunk("tIME", new byte[7]), second))))
                .containsExactly(10, 20, 30, 40);
    }

    @Test
    void palettesAndTheirTransparencyMayBeTooLong() throws Exception {
        byte[] head = chunk("IHDR", header(2, 1, 1, 3));
        byte[] data = chunk("IDAT", Zlib.deflate(bytes(0, 0x40)));
        byte[] palette = chunk("PLTE", bytes(1, 2, 3, 4, 5, 6, 7, 8, 9));
        assertThat(Patterns.integers(read(png(head, palette, data), "longer than 1 bits can tell")))
                .containsExactly(1, 2, 3, 4, 5, 6);
        byte[] opaque = chunk("tRNS", bytes(255, 128, 3, 4));
        byte[] two = chunk("PLTE", bytes(1, 2, 3, 4, 5, 6));
        assertThat(Patterns.integers(read(png(head, two, opaque, data), "more about transparency")))
                .containsExactly(1, 2, 3, 255, 4, 5, 6, 128);
    }

    @Test
    void ofAnAnimationTheDefaultImageIsRead() throws Exception {
        byte[] animation = chunk("acTL", bytes(0, 0, 0, 2, 0, 0, 0, 0));
        byte[] control = chunk("fcTL", new byte[26]);
        byte[] frame = chunk("fdAT", join(new byte[4], Zlib.deflate(bytes(0, 1, 2, 0, 3, 4))));
        Image first = Patterns.decode(png(HEADER, animation, control, DATA, control, frame));
        assertThat(Patterns.integers(first)).containsExactly(10, 20, 30, 40);
        assertThat(first.source().remarks())
                .containsExactly(Remark.dropped("animated: only its first frame is read, the other one is left out"));
        Image still = Patterns.decode(png(HEADER, animation, DATA, control, frame, control, frame));
        assertThat(still.source().remarks())
                .containsExactly(Remark.dropped("animated: only its first frame is read, the other 2 are left out"));
        assertThat(Patterns.decode(png(HEADER, animation, control, DATA))
                        .source()
                        .remarks())
                .isEmpty();
        assertThat(Patterns.decode(png(HEADER, DATA, control, frame)).source().remarks())
                .isEmpty();
    }

    @Test
    void applesVariantIsNamed() {
        assertRefused(open(chunk("CgBI", new byte[4]), HEADER, DATA, END), "Apple's variant for apps, CgBI");
    }

    @Test
    void whatIsWrittenOfARepairedPictureIsSound() throws Exception {
        for (Colour colour : Colour.values()) {
            byte[] file = ImageFiles.encode(Patterns.picture(9, 7, colour, true, 16), WriteOptions.of(Format.PNG));
            Image image = Patterns.decode(Arrays.copyOf(file, file.length - 3));
            assertThat(image.source().remarks()).hasSize(1);
            assertThat(ImageFiles.encode(image, WriteOptions.of(Format.PNG))).isEqualTo(file);
        }
    }

    private static Image repaired(byte[] file, String reason) throws Exception {
        Image image = read(file, reason);
        assertThat(Patterns.integers(image)).containsExactly(10, 20, 30, 40);
        return image;
    }

    private static Image read(byte[] file, String reason) throws Exception {
        Image image = Patterns.decode(file);
        List<Remark> remarks = image.source().remarks();
        assertThat(remarks).anySatisfy(remark -> {
            assertThat(remark.kind()).isEqualTo(Remark.Kind.REPAIRED);
            assertThat(remark.text()).contains(reason);
        });
        return image;
    }

    private static void assertRefused(byte[] file, String reason) {
        assertThatThrownBy(() -> Patterns.decode(file))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageStartingWith("test: not a readable image (PNG: ")
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("\u001b");
    }
}
