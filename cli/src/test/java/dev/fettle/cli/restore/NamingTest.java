package dev.fettle.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.files.Format;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamingTest {
    private final Naming naming = new Naming("x2", Format::written);

    @TempDir
    Path folder;

    private Path picture(String name, Format content) throws IOException {
        byte[] magic = switch (content) {
            case PNG -> new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
            case JPEG -> new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};
            case GIF -> "GIF89a".getBytes(StandardCharsets.US_ASCII);
            case BMP, TIFF, WEBP -> throw new IllegalArgumentException(content.toString());
        };
        return Files.write(folder.resolve(name), magic);
    }

    private Job job(String name, Path output, Format format) {
        return new Job(folder.resolve(name), output, format);
    }

    @Test
    void theTagStandsBeforeTheEnding() throws IOException {
        assertThat(naming.beside(picture("a.b.JPG", Format.JPEG)))
                .isEqualTo(job("a.b.JPG", folder.resolve("a.b.x2.JPG"), Format.JPEG));
    }

    @Test
    void theContentDecidesTheFormatAndTheNameStays() throws IOException {
        assertThat(naming.beside(picture("a.jpg", Format.PNG)))
                .isEqualTo(job("a.jpg", folder.resolve("a.x2.jpg"), Format.PNG));
    }

    @Test
    void theEndingChangesWhereTheFormatHasTo() throws IOException {
        assertThat(naming.beside(picture("a.gif", Format.GIF)))
                .isEqualTo(job("a.gif", folder.resolve("a.x2.png"), Format.PNG));
        assertThat(naming.beside(picture("b.gif", Format.PNG)))
                .isEqualTo(job("b.gif", folder.resolve("b.x2.png"), Format.PNG));
        assertThat(naming.beside(picture("noending", Format.JPEG)))
                .isEqualTo(job("noending", folder.resolve("noending.x2.jpg"), Format.JPEG));
    }

    @Test
    void inAnotherFolderTheNameIsTheSame() throws IOException {
        Path input = picture("a.jpeg", Format.JPEG);
        assertThat(naming.into(Path.of("out"), input, Path.of("sub", "a.jpeg")))
                .isEqualTo(job("a.jpeg", Path.of("out", "sub", "a.jpeg"), Format.JPEG));
    }

    @Test
    void namesOfResultsAreRecognised() {
        assertThat(naming.originals(Path.of("a.x2.png"))).containsExactly(Path.of("a"));
        assertThat(naming.originals(Path.of("a.b.denoised.jpg"))).containsExactly(Path.of("a.b"));
        assertThat(naming.originals(Path.of("a.png"))).isEmpty();
        assertThat(naming.originals(Path.of("x2.png"))).isEmpty();
        assertThat(new Naming("q10", Format::written).originals(Path.of("a.q10.jpg")))
                .containsExactly(Path.of("a"));
    }

    @Test
    void resultsOfChainsAreRecognisedAsThoseOfEachOfTheirSteps() {
        assertThat(naming.originals(Path.of("a.denoised.deblocked.x2.png")))
                .containsExactly(Path.of("a.denoised.deblocked"), Path.of("a.denoised"), Path.of("a"));
        assertThat(naming.originals(Path.of("in", "a.restored.x3.png")))
                .containsExactly(Path.of("in", "a.restored"), Path.of("in", "a"));
    }
}
