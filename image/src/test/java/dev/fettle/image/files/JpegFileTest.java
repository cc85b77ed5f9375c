package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JpegFileTest {
    @Test
    void decodesLikeTheJdkAtBothSubsamplings() throws Exception {
        for (Subsampling chroma : Subsampling.values()) {
            byte[] file = JpegEncoder.encode(Patterns.picture(45, 33, Colour.RGB, false, 8), 60, chroma);
            assertThat(Patterns.integers(Patterns.decode(file))).isEqualTo(Patterns.imageIo(file));
        }
    }

    @Test
    void progressiveFilesAreRead() throws Exception {
        Image image = Patterns.smooth(45, 33, Colour.RGB);
        byte[] file = JpegBytes.progressive(image);
        assertThat(file).contains((byte) 0xC2);
        assertThat(Patterns.integers(Patterns.decode(file))).isEqualTo(Patterns.imageIo(file));
    }

    @Test
    void grayStaysGray() throws Exception {
        byte[] file = JpegEncoder.encode(Patterns.smooth(20, 10, Colour.GRAY), 95, Subsampling.HALF);
        assertThat(Patterns.decode(file).colour()).isEqualTo(Colour.GRAY);
        assertThat(Patterns.integers(Patterns.decode(file))).isEqualTo(Patterns.imageIo(file));
    }

    @Test
    void componentsNamedRgbAreNotConverted() throws Exception {
        Image flat = flat(0.2f, 0.4f, 0.6f);
        byte[] file = JpegEncoder.encode(flat, 100, Subsampling.FULL);
        Image asYcc = Patterns.decode(file);
        byte[] renamed = withoutJfif(file);
        nameComponents(renamed, "RGB");
        Image asRgb = Patterns.decode(renamed);
        assertThat(asYcc.plane(1)[0]).isCloseTo(0.4f, within(0.005f));
        // the stored luma and chroma of (51, 102, 153), JFIF: Y = 92.6, Cb = 162.1, Cr = 98.4
        assertThat(asRgb.plane(0)[0]).isEqualTo(93 / 255f);
        assertThat(asRgb.plane(1)[0]).isEqualTo(162 / 255f);
        assertThat(asRgb.plane(2)[0]).isEqualTo(98 / 255f);
    }

    /// All ink values of the file are (51, 102, 0, 85) of 255: (1 - 0.2) · (1 - 1/3) and so on.
    @Test
    void inksBecomeRgb() throws Exception {
        Image image = Patterns.decode(Patterns.resource("cmyk.jpg"));
        assertThat(image.plane(0)[100]).isCloseTo(0.8f * 2 / 3, within(0.01f));
        assertThat(image.plane(1)[100]).isCloseTo(0.6f * 2 / 3, within(0.01f));
        assertThat(image.plane(2)[100]).isCloseTo(2 / 3f, within(0.01f));
        assertThat(image.source().iccProfile()).isEmpty();
    }

    /// The same samples taken as luma, chroma and black: the file stores complements, so Y = 204, Cb = 153, Cr =
    /// 255, K = 170. By JFIF's equations they are the light (255, 104.7, 248.3), whose complement libjpeg calls
    /// ink, whose complement Adobe stores.
    @Test
    void lumaChromaAndBlackBecomeRgb() throws Exception {
        byte[] file = Patterns.resource("cmyk.jpg");
        int adobe = new String(file, StandardCharsets.ISO_8859_1).indexOf("Adobe");
        file[adobe + 11] = 2;
        Image image = Patterns.decode(file);
        float light = 170 / 255f;
        assertThat(image.plane(0)[100]).isCloseTo(0, within(0.015f));
        assertThat(image.plane(1)[100]).isCloseTo(light * (1 - 104.7f / 255), within(0.015f));
        assertThat(image.plane(2)[100]).isCloseTo(light * (1 - 248.3f / 255), within(0.015f));
    }

    @Test
    void halfAFileIsAnErrorEvenWithAnEndMarker() {
        byte[] file = sample();
        byte[] half = Arrays.copyOf(file, file.length / 2);
        assertRefused(half, "without its end marker");
        half[half.length - 2] = (byte) 0xFF;
        half[half.length - 1] = (byte) 0xD9;
        assertRefused(half, "premature end");
    }

    @Test
    void aHeaderThatLiesAboutTheSizeIsRefused() {
        assertRefused(withSize(sample(), 96, 64), "premature end");
        assertRefused(withSize(sample(), 64, 640), "premature end");
        assertRefused(withSize(sample(), 32, 64), "extraneous bytes");
        assertRefused(withSize(sample(), 60_000, 60_000), "promises 60000x60000 pixels");
        assertRefused(withSize(sample(), 0, 64), "0x64");
    }

    @Test
    void whatFollowsTheEndMarkerIsIgnored() throws Exception {
        byte[] file = sample();
        byte[] longer = Arrays.copyOf(file, file.length + 1000);
        assertThat(Patterns.integers(Patterns.decode(longer))).isEqualTo(Patterns.integers(Patterns.decode(file)));
    }

    @Test
    void theEndMarkerOfAThumbnailDoesNotCount() {
        byte[] thumbnail = sample();
        byte[] file = JpegBytes.insert(
                sample(),
                JpegBytes.segment(0xE1, JpegBytes.concat("Exif\0\0".getBytes(StandardCharsets.US_ASCII), thumbnail)));
        assertRefused(Arrays.copyOf(file, file.length - 300), "without its end marker");
    }

    @Test
    void codingsThatAreNotReadAreNamed() {
        Map<Integer, String> codings = Map.of(
                0xC3, "lossless coding (SOF3) is not read",
                0xC5, "hierarchical coding is not read",
                0xC6, "hierarchical coding is not read",
                0xC9, "arithmetic coding is not read): make it Huffman-coded with jpegtran first, without loss",
                0xCA, "arithmetic coding is not read",
                0xCB, "lossless arithmetic coding (SOF11) is not read",
                0xCD, "hierarchical arithmetic coding is not read",
                0xDE, "hierarchical coding is not read",
                0xF7, "JPEG-LS is not read");
        codings.forEach((marker, words) -> {
            byte[] file = sample();
            file[JpegBytes.find(file, 0xC0) + 1] = (byte) (int) marker;
            assertRefused(file, words);
        });
        for (int marker : new int[] {0xC0, 0xC1, 0xC2}) {
            byte[] deep = sample();
            int frame = JpegBytes.find(deep, 0xC0);
            deep[frame + 1] = (byte) marker;
            deep[frame + 4] = 12;
            assertRefused(deep, "12 bits per sample are not read): convert the file to PNG first");
        }
    }

    /// Without JFIF and Adobe's marker, only the names R, G, B mean colours; JFIF outweighs Adobe's marker.
    @Test
    void threeComponentsAreLumaAndChromaUnlessTheFileSaysOtherwise() throws Exception {
        byte[] file = JpegEncoder.encode(flat(0.2f, 0.4f, 0.6f), 100, Subsampling.FULL);
        for (String names : List.of("\0\1\2", "\1\2\3", "\1\42\43", "rgb", "YCC", "BGR")) {
            byte[] renamed = withoutJfif(file);
            nameComponents(renamed, names.equals("YCC") ? "Ybr" : names);
            assertThat(Patterns.decode(renamed).plane(1)[0]).as(names).isCloseTo(0.4f, within(0.005f));
        }
        byte[] adobe = JpegBytes.segment(0xEE, JpegBytes.ascii("Adobe\0\144\0\0\0\0\0")); // transform 0
        assertThat(Patterns.decode(JpegBytes.insert(withoutJfif(file), adobe)).plane(0)[0])
                .isEqualTo(93 / 255f);
        assertThat(Patterns.decode(JpegBytes.insert(file, adobe)).plane(0)[0]).isCloseTo(0.2f, within(0.005f));
    }

    @Test
    void inksWithoutAdobesMarkerAreComplementsToo() throws Exception {
        byte[] file = Patterns.resource("cmyk.jpg");
        Image marked = Patterns.decode(file);
        Image unmarked = Patterns.decode(JpegBytes.without(file, 0xEE));
        assertThat(Patterns.integers(unmarked)).isEqualTo(Patterns.integers(marked));
        assertThat(marked.source().remarks()).isEmpty();
        assertThat(unmarked.source().remarks())
                .containsExactly(
                        Remark.noted("nothing says how its inks are stored; they are taken as complements, as usual"));
    }

    @Test
    void manyCommentsCostNoTime() throws Exception {
        var comments = new ByteArrayOutputStream();
        for (int i = 0; i < 200_000; i++) {
            comments.writeBytes(JpegBytes.segment(0xFE, new byte[1]));
        }
        byte[] file = JpegBytes.insert(sample(), comments.toByteArray());
        Image image = ImageFiles.decode(file, "test", ReadLimits.DEFAULTS.withTimeout(Duration.ofSeconds(5)));
        assertThat(image.width()).isEqualTo(64);
    }

    @Test
    void profilesOfSeveralPartsAreJoined() throws Exception {
        byte[] profile = Arrays.copyOf(Patterns.RGB_PROFILE, 150_000);
        profile[149_999] = 42;
        Image image = Patterns.smooth(16, 16, Colour.RGB);
        byte[] file = ImageFiles.encode(
                image.withSource(image.source().withIccProfile(profile)), WriteOptions.of(Format.JPEG));
        assertThat(Patterns.decode(file).source().iccProfile()).hasValue(profile);
    }

    @Test
    void transparentPicturesAreLaidOnWhite() throws Exception {
        Image image = flat(0f, 0f, 0f).withAlpha(new float[256]);
        byte[] file = ImageFiles.encode(image, WriteOptions.of(Format.JPEG));
        assertThat(Patterns.decode(file).plane(1)).containsOnly(1f);
    }

    private static Image flat(float red, float green, float blue) {
        float[][] planes = new float[3][256];
        Arrays.fill(planes[0], red);
        Arrays.fill(planes[1], green);
        Arrays.fill(planes[2], blue);
        return Image.of(16, 16, planes);
    }

    private static byte[] sample() {
        return JpegEncoder.encode(Patterns.picture(64, 64, Colour.RGB, false, 8), 80, Subsampling.FULL);
    }

    private static void assertRefused(byte[] file, String reason) {
        assertThatThrownBy(() -> Patterns.decode(file))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageStartingWith("test: not a readable image (JPEG: ")
                .hasMessageContaining(reason);
    }

    private static byte[] withSize(byte[] file, int width, int height) {
        int at = JpegBytes.find(file, 0xC0);
        file[at + 5] = (byte) (height >> 8);
        file[at + 6] = (byte) height;
        file[at + 7] = (byte) (width >> 8);
        file[at + 8] = (byte) width;
        return file;
    }

    private static byte[] withoutJfif(byte[] file) {
        byte[] shorter = Arrays.copyOfRange(file, 20, file.length);
        return JpegBytes.concat(new byte[] {(byte) 0xFF, (byte) 0xD8}, shorter);
    }

    private static void nameComponents(byte[] file, String names) {
        int frame = JpegBytes.find(file, 0xC0);
        int scan = JpegBytes.find(file, 0xDA);
        for (int i = 0; i < names.length(); i++) {
            file[frame + 10 + 3 * i] = (byte) names.charAt(i);
            file[scan + 5 + 2 * i] = (byte) names.charAt(i);
        }
    }
}
