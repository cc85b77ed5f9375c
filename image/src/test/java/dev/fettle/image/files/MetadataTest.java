package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.Remark;
import dev.fettle.image.Source;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataTest {
    /// What EXIF 2.32 says about each orientation: where the stored picture's first row and first column are seen.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void theOrientationIsAppliedOnceAndTakenOutOfEveryBlock(int orientation) throws Exception {
        Image stored = numbered();
        byte[] exif = Patterns.exif(orientation, ByteOrder.BIG_ENDIAN);
        byte[] xmp = "<rdf:Description tiff:Orientation=\"%d\"/>"
                .formatted(orientation)
                .getBytes(StandardCharsets.UTF_8);
        Source source = stored.source().withExif(exif).withXmp(xmp);
        byte[] file = ImageFiles.encode(stored.withSource(source), WriteOptions.of(Format.PNG));
        Image upright = Patterns.decode(file);
        assertThat(Patterns.integers(upright)).containsExactly(seen(orientation));
        assertThat(upright.width()).isEqualTo(orientation < 5 ? 3 : 2);
        assertThat(Exif.orientation(upright.source().exif().orElseThrow())).isEqualTo(Orientation.UPRIGHT);
        assertThat(text(upright.source().xmp())).contains("tiff:Orientation=\"1\"");
        Image again = Patterns.decode(ImageFiles.encode(upright, WriteOptions.of(Format.PNG)));
        assertThat(Patterns.integers(again)).containsExactly(seen(orientation));
    }

    private static Image numbered() {
        return Image.of(3, 2, new float[] {1 / 255f, 2 / 255f, 3 / 255f, 4 / 255f, 5 / 255f, 6 / 255f});
    }

    private static int[] seen(int orientation) {
        return switch (orientation) {
            case 2 -> new int[] {3, 2, 1, 6, 5, 4}; // row at the top, column at the right
            case 3 -> new int[] {6, 5, 4, 3, 2, 1}; // bottom, right
            case 4 -> new int[] {4, 5, 6, 1, 2, 3}; // bottom, left
            case 5 -> new int[] {1, 4, 2, 5, 3, 6}; // left, top
            case 6 -> new int[] {4, 1, 5, 2, 6, 3}; // right, top
            case 7 -> new int[] {6, 3, 5, 2, 4, 1}; // right, bottom
            case 8 -> new int[] {3, 6, 2, 5, 1, 4}; // left, bottom
            default -> new int[] {1, 2, 3, 4, 5, 6}; // top, left
        };
    }

    @ParameterizedTest
    @EnumSource(
            value = Format.class,
            names = {"PNG", "JPEG", "TIFF"})
    void profileExifAndXmpSurvive(Format format) throws Exception {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            Source source = Source.NONE
                    .withIccProfile(Patterns.RGB_PROFILE)
                    .withExif(Patterns.exif(1, order))
                    .withXmp(Patterns.XMP);
            Source read = roundTrip(Patterns.smooth(20, 30, Colour.RGB).withSource(source), format);
            assertThat(read.iccProfile()).hasValue(Patterns.RGB_PROFILE);
            assertThat(text(read.exif())).contains("Maker\0");
            assertThat(read.xmp()).hasValue(Patterns.XMP);
            assertThat(sizeIn(read.exif().orElseThrow())).isEqualTo("20x30");
        }
    }

    @Test
    void aProfileOfTheOtherColourIsLeftBehind() throws Exception {
        Image gray = Patterns.smooth(20, 30, Colour.GRAY);
        Source rgb = Source.NONE.withIccProfile(Patterns.RGB_PROFILE);
        Source fitting = Source.NONE.withIccProfile(Patterns.GRAY_PROFILE);
        assertThat(roundTrip(gray.withSource(rgb), Format.PNG).iccProfile()).isEmpty();
        assertThat(roundTrip(gray.withSource(fitting), Format.PNG).iccProfile()).hasValue(Patterns.GRAY_PROFILE);
    }

    @Test
    void theThumbnailIsCutOff() {
        byte[] block = Patterns.exif(6, ByteOrder.LITTLE_ENDIAN);
        byte[] upright = Exif.upright(Source.NONE.withExif(block)).exif().orElseThrow();
        assertThat(upright).hasSize(146);
        assertThat(upright[46]).as("link to the thumbnail's directory").isZero();
    }

    @Test
    void anExifBlockThatIsNoneIsLeftBehindWithARemark() throws Exception {
        byte[] block = Patterns.exif(6, ByteOrder.LITTLE_ENDIAN);
        block[2] = 43;
        Source source = Source.NONE.withExif(block);
        Image read = Patterns.decode(ImageFiles.encode(numbered().withSource(source), WriteOptions.of(Format.PNG)));
        assertThat(read.width()).isEqualTo(3);
        assertThat(read.source().exif()).isEmpty();
        assertThat(read.source().remarks())
                .containsExactly(Remark.dropped("its EXIF block cannot be read and is left out"));
    }

    @Test
    void metadataTooLongForAJpegSegmentIsLeftBehind() throws Exception {
        Source source = Source.NONE.withXmp(new byte[70_000]);
        assertThat(roundTrip(numbered().withSource(source), Format.JPEG).xmp()).isEmpty();
    }

    private static Source roundTrip(Image image, Format format) throws IOException {
        return Patterns.decode(ImageFiles.encode(image, WriteOptions.of(format)))
                .source();
    }

    private static String text(Optional<byte[]> block) {
        return new String(block.orElseThrow(), StandardCharsets.ISO_8859_1);
    }

    private static String sizeIn(byte[] block) throws IOException {
        var stream = new TiffStream(new Content(block, "test", Format.TIFF));
        long directory = stream.number(stream.entries(stream.first()), Exif.EXIF_DIRECTORY, 0);
        var entries = stream.entries(directory);
        return stream.number(entries, 0xA002, 0) + "x" + stream.number(entries, 0xA003, 0);
    }
}
