package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Files of libwebp, whose pixels have a closed form: red 10x, green 15y, blue 5(x + y), alpha 255 - 6x, 24 wide
/// and 16 high.
class WebpFileTest {
    /// The chunk VP8 of a file without others.
    private static final byte[] PICTURE =
            Arrays.copyOfRange(Patterns.resource("lossy.webp"), 12, Patterns.resource("lossy.webp").length);

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
    void ofAnAnimationTheFirstFrameIsRead() throws Exception {
        Image image = Patterns.decode(Patterns.resource("animated.webp"));
        assertThat(image.source().remarks()).singleElement().satisfies(remark -> {
            assertThat(remark.kind()).isEqualTo(Remark.Kind.DROPPED);
            assertThat(remark.text()).startsWith("animated: only its first frame is read");
        });
    }

    @Test
    void aFrameLiesWhereItBelongsOnItsCanvas() throws Exception {
        Image still = Patterns.decode(Patterns.resource("lossy.webp"));
        byte[] frame = frame(4, 2, still, PICTURE);
        Image image = Patterns.decode(riff(extended(34, 20), chunk("ANIM", new byte[6]), frame, frame, frame));
        assertThat(image.width()).isEqualTo(34);
        assertThat(image.height()).isEqualTo(20);
        float[] alpha = image.alpha().orElseThrow();
        for (int y = 0; y < 20; y++) {
            for (int x = 0; x < 34; x++) {
                boolean inside = x >= 4 && x < 28 && y >= 2 && y < 18;
                assertThat(alpha[34 * y + x]).isEqualTo(inside ? 1 : 0);
                assertThat(image.plane(0)[34 * y + x]).isEqualTo(inside ? still.plane(0)[24 * (y - 2) + x - 4] : 0);
            }
        }
        assertThat(image.source().remarks())
                .contains(Remark.dropped("animated: only its first frame is read, the other 2 are left out"));
        assertRefused(riff(extended(24, 16), frame), "its canvas is not");
        assertRefused(riff(extended(34, 20), frame(4, 2, Patterns.smooth(9, 9, Colour.RGB), PICTURE)), "of the size");
    }

    @Test
    void aHeaderThatLiesAboutTheSizeIsRefused() {
        byte[] file = Patterns.resource("lossless-alpha.webp");
        file[24]++; // canvas width
        assertRefused(file, "its canvas is not");
    }

    private static byte[] riff(byte[]... chunks) {
        byte[] all = PngParts.latin("WEBP");
        for (byte[] chunk : chunks) {
            all = PngParts.join(all, chunk);
        }
        return chunk("RIFF", all);
    }

    private static byte[] chunk(String type, byte[] content) {
        ByteBuffer chunk =
                ByteBuffer.allocate(8 + content.length + content.length % 2).order(ByteOrder.LITTLE_ENDIAN);
        return chunk.put(PngParts.latin(type))
                .putInt(content.length)
                .put(content)
                .array();
    }

    private static byte[] extended(int width, int height) {
        ByteBuffer header =
                ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN).putInt(0);
        return chunk("VP8X", three(three(header, width - 1), height - 1).array());
    }

    private static byte[] frame(int left, int top, Image size, byte[] picture) {
        ByteBuffer head = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        three(three(head, left / 2), top / 2);
        three(three(head, size.width() - 1), size.height() - 1);
        return chunk("ANMF", PngParts.join(head.array(), picture));
    }

    private static ByteBuffer three(ByteBuffer target, int value) {
        return target.putShort((short) value).put((byte) (value >> 16));
    }

    private static void assertRefused(byte[] file, String reason) {
        assertThatThrownBy(() -> Patterns.decode(file))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageStartingWith("test: not a readable image (WEBP: ")
                .hasMessageContaining(reason);
    }
}
