package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Image.Colour;
import dev.fettle.image.ImageFormatException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtherFormatTest {
    /// First bytes after the kinds' specifications, as Latin-1.
    private static final Map<String, OtherFormat> STARTS = Map.ofEntries(
            Map.entry("\0\0\0\u0018ftypheic\0\0\0\0mif1heic", OtherFormat.HEIC),
            Map.entry("\0\0\0\u0018ftypmif1\0\0\0\0mif1heic", OtherFormat.HEIC),
            Map.entry("\0\0\0\u001cftypmif1\0\0\0\0mif1avifmiaf", OtherFormat.AVIF),
            Map.entry("\0\0\0\u0018ftypavif\0\0\0\0avifmif1", OtherFormat.AVIF),
            Map.entry("\0\0\0\u0018ftypcrx \0\0\0\u0001crx isom", OtherFormat.CAMERA_RAW),
            Map.entry("\0\0\0\u0018ftypmp42\0\0\0\0isommp42", OtherFormat.FILM),
            Map.entry("\0\0\0\u0014ftypqt  \0\0\0\0qt  ", OtherFormat.FILM),
            Map.entry("\u00FF\n\u00FA\u001F", OtherFormat.JPEG_XL),
            Map.entry("\0\0\0\fJXL \r\n\u0087\n", OtherFormat.JPEG_XL),
            Map.entry("\0\0\0\fjP  \r\n\u0087\n", OtherFormat.JPEG_2000),
            Map.entry("\u00FFO\u00FFQ\0/", OtherFormat.JPEG_2000),
            Map.entry("8BPS\0\u0002", OtherFormat.PHOTOSHOP),
            Map.entry("FUJIFILMCCD-RAW 0201", OtherFormat.CAMERA_RAW),
            Map.entry("IIU\0\u0018\0\0\0", OtherFormat.CAMERA_RAW),
            Map.entry("II\u001A\0\0\0HEAPCCDR", OtherFormat.CAMERA_RAW),
            Map.entry("\0\0\u0001\0\u0001\0  \0\0", OtherFormat.ICON),
            Map.entry("\n\u0005\u0001\b\0\0", OtherFormat.PCX),
            Map.entry("P6\n640 480\n255\n", OtherFormat.NETPBM),
            Map.entry("v/1\u0001\u0002\0\0\0", OtherFormat.OPENEXR),
            Map.entry("#?RADIANCE\nFORMAT", OtherFormat.RADIANCE),
            Map.entry("\0".repeat(128) + "DICM", OtherFormat.DICOM),
            Map.entry("\u00EF\u00BB\u00BF<?xml version=\"1.0\"?>\n<svg xmlns=", OtherFormat.SVG),
            Map.entry("\n <!DOCTYPE html><html><head>", OtherFormat.WEB_PAGE),
            Map.entry("\u00FF\u00FE<\0h\0t\0m\0l\0>\0", OtherFormat.WEB_PAGE),
            Map.entry("RIFF\u0010\0\0\0AVI LIST", OtherFormat.FILM),
            Map.entry("%PDF-1.7", OtherFormat.PDF));

    @TempDir
    private Path folder;

    @Test
    void everyKindIsKnownByItsFirstBytes() {
        STARTS.forEach((start, format) ->
                assertThat(OtherFormat.of(latin(start))).as(start).hasValue(format));
    }

    @Test
    void whatIsReadIsNoneOfThem() throws Exception {
        for (Format format : new Format[] {Format.PNG, Format.JPEG, Format.BMP, Format.TIFF}) {
            byte[] file = ImageFiles.encode(Patterns.smooth(9, 7, Colour.RGB), WriteOptions.of(format));
            assertThat(OtherFormat.of(file)).as(format.name()).isEmpty();
        }
        assertThat(OtherFormat.of(latin("Once upon a time"))).isEmpty();
        assertThat(OtherFormat.of(new byte[0])).isEmpty();
        assertThat(OtherFormat.of(new byte[512])).isEmpty();
    }

    @Test
    void aFileIsRefusedByItsNameAndWithTheWayOut() {
        STARTS.forEach((start, format) -> assertThatThrownBy(
                        () -> ImageFiles.decode(latin(start), "photo.jpg", ReadLimits.DEFAULTS))
                .as(start)
                .isInstanceOf(ImageFormatException.class)
                .hasMessage("photo.jpg: " + format.title() + " is not read: " + format.wayOut()));
    }

    @Test
    void aKindWithoutFirstBytesIsKnownByItsEnding() throws Exception {
        Path targa = Files.write(folder.resolve("scene.TGA"), new byte[600]);
        assertThatThrownBy(() -> ImageFiles.read(targa))
                .hasMessageEndingWith("Targa is not read: export it as PNG first");
        Path other = Files.write(folder.resolve("notes.heic"), latin("Once upon a time"));
        assertThatThrownBy(() -> ImageFiles.read(other)).hasMessageContaining("begins like no PNG");
    }

    @Test
    void endingsTellTheKindInEitherCase() {
        assertThat(OtherFormat.ofName("IMG_0001.HEIC")).hasValue(OtherFormat.HEIC);
        assertThat(OtherFormat.ofName("a.b.cr2")).hasValue(OtherFormat.CAMERA_RAW);
        assertThat(OtherFormat.ofName(".dng")).hasValue(OtherFormat.CAMERA_RAW);
        assertThat(OtherFormat.ofName("heic")).isEmpty();
        assertThat(OtherFormat.ofName("photo.jpg")).isEmpty();
        assertThat(OtherFormat.ofName("notes.txt")).isEmpty();
        assertThat(OtherFormat.ofName("")).isEmpty();
    }

    @Test
    void noEndingBelongsToTwoKinds() {
        List<String> endings = Arrays.stream(OtherFormat.values())
                .flatMap(format -> format.suffixes().stream())
                .toList();
        assertThat(endings).doesNotHaveDuplicates();
        assertThat(endings).allMatch(ending -> Format.ofName("x." + ending).isEmpty());
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
