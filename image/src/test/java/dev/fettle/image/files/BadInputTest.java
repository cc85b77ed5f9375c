package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadInputTest {
    @TempDir
    private Path folder;

    @Test
    void aFileCutAtAnySixteenthIsAnErrorWhateverItsKind() throws Exception {
        for (Map.Entry<String, byte[]> sample : samples().entrySet()) {
            byte[] whole = sample.getValue();
            assertThat(Patterns.decode(whole).width()).as(sample.getKey()).isPositive();
            for (int sixteenth = 0; sixteenth < 16; sixteenth++) {
                byte[] cut = Arrays.copyOf(whole, whole.length * sixteenth / 16);
                assertRefused(write("cut.png", cut), sample.getKey() + " at " + sixteenth + "/16");
            }
        }
    }

    @Test
    void aFileThatLacksItsLastByteIsAnErrorOrTheWholePictureWithARemark() {
        for (Map.Entry<String, byte[]> sample : samples().entrySet()) {
            byte[] whole = sample.getValue();
            assertRefusedOrWhole(Arrays.copyOf(whole, whole.length - 1), whole, sample.getKey());
        }
    }

    @Test
    @Tag("slow") // thousands of decodings
    void aFileWithWrongBytesIsAPictureOrAnErrorWhateverItsKind() {
        var random = new Random(11);
        for (Map.Entry<String, byte[]> sample : samples().entrySet()) {
            for (int trial = 0; trial < 150; trial++) {
                byte[] wrong = sample.getValue().clone();
                for (int i = 0; i <= trial % 4; i++) {
                    wrong[random.nextInt(trial % 2 == 0 ? Math.min(wrong.length, 100) : wrong.length)] =
                            (byte) random.nextInt();
                }
                ReadLimits limits = new ReadLimits(1_000_000, Duration.ofSeconds(20));
                Throwable problem = catchThrowable(() -> ImageFiles.decode(wrong, "test", limits));
                if (problem != null) {
                    assertThat(problem).as(sample.getKey()).isInstanceOf(ImageFormatException.class);
                    assertThat(problem)
                            .hasMessageNotContaining("longer than")
                            .message()
                            .hasLineCount(1);
                }
            }
        }
    }

    /// Each byte of a PNG belongs to the signature, or to a chunk whose length, type, data and checksum must fit each
    /// other, and CRC-32 finds every change within 32 bits; the picture can do without the chunk behind
    /// its pixels.
    @Test
    void everyDamagedByteOfAPngIsAnErrorOrTheWholePictureWithARemark() {
        for (int depth : new int[] {8, 16}) {
            Image image = Patterns.picture(9, 7, Colour.RGB, depth == 16, depth);
            byte[] whole = ImageFiles.encode(image, WriteOptions.of(Format.PNG));
            for (int at = 0; at < whole.length; at++) {
                for (int flip : new int[] {1, 0x20, 0x80, 0xFF}) { // 0x20 turns a critical chunk into an ancillary one
                    byte[] wrong = whole.clone();
                    wrong[at] ^= (byte) flip;
                    assertRefusedOrWhole(wrong, whole, "%d bits, byte %d ^ %d".formatted(depth, at, flip));
                }
            }
        }
    }

    @Test
    void anEmptyFileIsAnError() throws Exception {
        assertThat(assertRefused(write("empty.jpg", new byte[0]), "empty")).contains("empty.jpg", "the file is empty");
    }

    @Test
    void textNamedLikeAPictureIsAnError() throws Exception {
        byte[] text = "Once upon a time there was a picture".getBytes(StandardCharsets.UTF_8);
        assertThat(assertRefused(write("story.png", text), "text")).contains("story.png", "begins like no PNG");
        byte[] bmp = "BMP is a format that begins with BM".getBytes(StandardCharsets.UTF_8);
        assertThat(assertRefused(write("story.bmp", bmp), "text")).contains("story.bmp", "BMP: ");
    }

    @Test
    void aFolderIsAnError() {
        assertThat(assertRefused(folder, "folder")).contains("is a folder, not an image: name a file in it");
    }

    @Test
    void aMissingFileIsAnError() {
        assertThat(assertRefused(folder.resolve("none.png"), "missing"))
                .contains("none.png: cannot be read (no such file");
    }

    @Test
    void aFileWithoutPermissionIsAnError() throws Exception {
        Path file = write("secret.png", new byte[10]);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        Assumptions.assumeFalse(Files.isReadable(file), "root reads everything");
        assertThat(assertRefused(file, "unreadable")).contains("cannot be read (permission denied)");
    }

    /// The memory at address 0, where no process has any: not even root can read it.
    @Test
    void aFileThatCannotBeReadIsAnError() throws Exception {
        Path memory = Path.of("/proc/self/mem");
        Assumptions.assumeTrue(Files.exists(memory), "no /proc here");
        Path file = Files.createSymbolicLink(folder.resolve("memory.png"), memory);
        assertThat(assertRefused(file, "unreadable")).contains("memory.png: cannot be read (");
    }

    @Test
    void aBombIsAnErrorBeforeItIsDecoded() throws Exception {
        Path bomb = write("bomb.png", PngBomb.of(20_000, 20_000));
        assertThat(assertRefused(bomb, "bomb"))
                .contains("bomb.png: 20000x20000 pixels are more than the limit of 200000000");
        assertThat(ImageFiles.header(bomb).pixels()).isEqualTo(400_000_000);
    }

    @Test
    void aPictureLargerThanTheMemoryIsAnError() throws Exception {
        ReadLimits none = ReadLimits.DEFAULTS.withMaxPixels(Long.MAX_VALUE);
        byte[] gif = Patterns.imageIo(BufferedImages.toBufferedImage(Patterns.smooth(4, 4, Colour.GRAY)), "gif");
        Arrays.fill(gif, 6, 10, (byte) 0xFF); // a screen of 65535 × 65535 around it
        assertThatThrownBy(() -> ImageFiles.decode(gif, "large.gif", none))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("large.gif: 65535x65535 pixels take")
                .hasMessageContaining("-Xmx");
    }

    @Test
    void aDecoderThatTakesTooLongIsAnError() {
        byte[] file = JpegEncoder.encode(Patterns.smooth(1000, 1000, Colour.RGB), 95, Subsampling.FULL);
        ReadLimits hurry = ReadLimits.DEFAULTS.withTimeout(Duration.ofNanos(1));
        assertThatThrownBy(() -> ImageFiles.decode(file, "slow.jpg", hurry))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("slow.jpg: decoding takes longer than");
    }

    @Test
    void theKindIsFoundByContent() throws Exception {
        byte[] png = ImageFiles.encode(Patterns.smooth(3, 2, Colour.RGB), WriteOptions.of(Format.PNG));
        Path file = write("picture.jpg", png);
        assertThat(ImageFiles.header(file)).isEqualTo(new ImageHeader(Format.PNG, 3, 2, 3, 8));
        assertThat(ImageFiles.read(file).width()).isEqualTo(3);
    }

    @Test
    void extremeShapesAreValid() throws Exception {
        for (Format format : new Format[] {Format.PNG, Format.BMP, Format.TIFF}) {
            for (int[] shape : new int[][] {{1, 1}, {3, 100_000}, {100_000, 3}}) {
                Image image = Patterns.picture(shape[0], shape[1], Colour.RGB, false, 8);
                Image read = Patterns.decode(ImageFiles.encode(image, WriteOptions.of(format)));
                assertThat(Patterns.integers(read)).isEqualTo(Patterns.integers(image));
            }
        }
        assertThat(Patterns.decode(JpegEncoder.encode(Patterns.smooth(1, 1, Colour.RGB), 95, Subsampling.HALF))
                        .height())
                .isEqualTo(1);
    }

    @Test
    void aPictureTooLongForAJpegIsTheCallersMistake() {
        Image image = Patterns.smooth(3, 100_000, Colour.GRAY);
        assertThatThrownBy(() -> ImageFiles.encode(image, WriteOptions.of(Format.JPEG)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 65500 pixels a side; write PNG");
    }

    private Map<String, byte[]> samples() {
        Image image = Patterns.picture(40, 30, Colour.RGB, false, 8);
        Map<String, byte[]> samples = new LinkedHashMap<>();
        for (Format format : new Format[] {Format.PNG, Format.JPEG, Format.BMP, Format.TIFF}) {
            samples.put(format.name(), ImageFiles.encode(image, WriteOptions.of(format)));
        }
        samples.put(
                "PNG, 16 bit",
                ImageFiles.encode(Patterns.picture(40, 30, Colour.RGB, true, 16), WriteOptions.of(Format.PNG)));
        samples.put(
                "GIF",
                Patterns.imageIo(
                        BufferedImages.toBufferedImage(Patterns.picture(40, 30, Colour.GRAY, false, 8)), "gif"));
        samples.put("TIFF, plain", Patterns.imageIo(BufferedImages.toBufferedImage(image), "tiff"));
        for (String name : new String[] {"lossless-alpha.webp", "lossy.webp", "lossy-alpha.webp", "cmyk.jpg"}) {
            samples.put(name, Patterns.resource(name));
        }
        return samples;
    }

    private Path write(String name, byte[] content) throws Exception {
        return Files.write(folder.resolve(name), content);
    }

    private static void assertRefusedOrWhole(byte[] wrong, byte[] whole, String what) {
        try {
            Image read = Patterns.decode(wrong);
            assertThat(read.source().remarks()).as(what).anyMatch(remark -> remark.kind() == Remark.Kind.REPAIRED);
            assertThat(Patterns.integers(read)).as(what).isEqualTo(Patterns.integers(Patterns.decode(whole)));
        } catch (IOException e) {
            assertThat(e).as(what).isInstanceOf(ImageFormatException.class);
        }
    }

    private static String assertRefused(Path file, String what) {
        Throwable problem = catchThrowable(() -> ImageFiles.read(file));
        assertThat(problem).as(what).isInstanceOf(ImageFormatException.class);
        assertThat(problem.getMessage()).startsWith(file.toString()).hasLineCount(1);
        return problem.getMessage();
    }
}
