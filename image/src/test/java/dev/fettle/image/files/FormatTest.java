package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FormatTest {
    @Test
    void theKindIsFoundByTheFirstBytes() {
        assertThat(Format.of(bytes("\u0089PNG\r\n\u001A\n"))).hasValue(Format.PNG);
        assertThat(Format.of(bytes("\u00FF\u00D8\u00FF\u00E0"))).hasValue(Format.JPEG);
        assertThat(Format.of(bytes("GIF89a"))).hasValue(Format.GIF);
        assertThat(Format.of(bytes("BM1234"))).hasValue(Format.BMP);
        assertThat(Format.of(bytes("II*\0"))).hasValue(Format.TIFF);
        assertThat(Format.of(bytes("MM\0*"))).hasValue(Format.TIFF);
        assertThat(Format.of(bytes("II+\0"))).as("BigTIFF").hasValue(Format.TIFF);
        assertThat(Format.of(bytes("MM\0+"))).as("BigTIFF").hasValue(Format.TIFF);
        assertThat(Format.of(bytes("RIFF1234WEBP"))).hasValue(Format.WEBP);
        assertThat(Format.of(bytes("RIFF1234WAVE"))).isEmpty();
        assertThat(Format.of(new byte[0])).isEmpty();
    }

    @Test
    void aNameSuggestsAKindByItsEnding() {
        assertThat(Format.ofName("a.b.JPEG")).hasValue(Format.JPEG);
        assertThat(Format.ofName("a.tif")).hasValue(Format.TIFF);
        assertThat(Format.ofName("a.txt")).isEmpty();
        assertThat(Format.ofName("png")).isEmpty();
    }

    @Test
    void whatCannotBeWrittenBecomesPng() {
        assertThat(Format.GIF.written()).isEqualTo(Format.PNG);
        assertThat(Format.WEBP.written()).isEqualTo(Format.PNG);
        assertThat(Format.TIFF.written()).isEqualTo(Format.TIFF);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
