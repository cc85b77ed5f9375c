package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.Density;
import dev.fettle.image.Density.Unit;
import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.Remark;
import dev.fettle.image.Source;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TiffMetadataTest {
    private static final byte[] IPTC = {0x1C, 2, 5, 0, 4, 'N', 'a', 'm', 'e', 0, 0, 0};
    private static final Number NOWHERE = 99_999;

    @Test
    void theResolutionIsReadAndWritten() throws Exception {
        for (Density density : List.of(
                new Density(300, 150, Unit.INCH),
                new Density(118.11, 118.11, Unit.CENTIMETRE),
                new Density(4, 3, Unit.ASPECT),
                new Density(71.9836, 1e6, Unit.INCH))) {
            Image image = Patterns.picture(3, 2, Colour.RGB, false, 8);
            Density read = roundTrip(image.withSource(Source.NONE.withDensity(density)))
                    .density()
                    .orElseThrow();
            assertThat(read).isEqualTo(density);
        }
        TiffBuilder file = gray().with(TiffTags.X_RESOLUTION, 5, 300).with(TiffTags.Y_RESOLUTION, 5, 600);
        assertThat(source(file).density()).as("inches, if nothing is said").hasValue(new Density(300, 600, Unit.INCH));
        file.with(TiffTags.RESOLUTION_UNIT, 3, 3);
        assertThat(source(file).density()).hasValue(new Density(300, 600, Unit.CENTIMETRE));
    }

    @Test
    void aResolutionOfNothingIsNone() throws Exception {
        TiffBuilder file = gray().with(TiffTags.X_RESOLUTION, 5, 0).with(TiffTags.Y_RESOLUTION, 5, 0);
        assertThat(source(file).density()).isEmpty();
        file.with(TiffTags.X_RESOLUTION, 10, 0L).with(TiffTags.Y_RESOLUTION, 2, 1);
        assertThat(source(file).density()).isEmpty();
    }

    @Test
    void iptcIsReadFromEitherFieldAndWritten() throws Exception {
        assertThat(source(gray().withBytes(TiffTags.IPTC, IPTC)).iptc()).hasValue(IPTC);
        byte[] resources = Photoshop.resource(IPTC);
        assertThat(source(gray().withBytes(TiffTags.PHOTOSHOP, resources)).iptc())
                .hasValue(IPTC);
        Image image = Patterns.picture(3, 2, Colour.RGB, false, 8);
        assertThat(roundTrip(image.withSource(Source.NONE.withIptc(IPTC))).iptc())
                .hasValue(IPTC);
    }

    @Test
    void iptcTurnedAsNumbersOf32BitsIsTurnedBack() throws Exception {
        TiffBuilder file = gray().with(TiffTags.IPTC, 4, 0x1C020500, 0x044E616D, 0x65000000);
        assertThat(source(file).iptc()).hasValue(IPTC);
        assertThat(source(file.order(ByteOrder.BIG_ENDIAN)).iptc()).hasValue(IPTC);
    }

    @Test
    void aDirectoryThatIsItsOwnExifIsNoExif() throws Exception {
        byte[] file = gray().with(Exif.EXIF_DIRECTORY, 4, NOWHERE).build();
        ByteOrder order = file[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        int place = ByteBuffer.wrap(file).order(order).getInt(4);
        Source source = source(gray().with(Exif.EXIF_DIRECTORY, 4, place));
        assertThat(source.exif()).isEmpty();
        assertThat(source.remarks()).containsExactly(Remark.dropped("metadata that cannot be read is left out: EXIF"));
    }

    @Test
    void whatCannotBeReadIsLeftOutAndNamedOnce() throws Exception {
        byte[] file = gray().with(Exif.EXIF_DIRECTORY, 4, NOWHERE)
                .with(Exif.GPS_DIRECTORY, 4, NOWHERE)
                .withBytes(TiffTags.ICC, new byte[200])
                .with(0x10E, 2, 1, 2, 3, 4, 5, 6)
                .with(0x10F, 2, 1, 2, 3, 4, 5, 6)
                .withBytes(TiffTags.XMP, new byte[20])
                .build();
        for (int tag : new int[] {0x10E, 0x10F, TiffTags.XMP}) {
            breakPointer(file, tag);
        }
        Image image = Patterns.decode(file);
        assertThat(Patterns.integers(image)).containsOnly(200);
        assertThat(image.source().remarks())
                .containsExactly(Remark.dropped(
                        "metadata that cannot be read is left out: texts, XMP, colour profile, EXIF, GPS"));
        assertThat(image.source().exif()).isEmpty();
        assertThat(image.source().iccProfile()).isEmpty();
    }

    @Test
    void theRestOfADirectoryWithABadEntryIsKept() throws Exception {
        byte[] file = gray().with(0x10E, 2, 'a' + 0, 'b' + 0, 'c' + 0, 'd' + 0, 'e' + 0, 0)
                .with(0x10F, 2, 'M' + 0, 'a' + 0, 'k' + 0, 'e' + 0, 'r' + 0, 0)
                .with(Exif.ORIENTATION, 3, 6)
                .build();
        breakPointer(file, 0x10E);
        Image image = Patterns.decode(file);
        assertThat(image.width()).as("turned").isEqualTo(2);
        assertThat(text(image.source().exif().orElseThrow())).contains("Maker\0");
    }

    @Test
    void whatThePageOfTheThumbnailSaysAboutAllOfThemIsKept() throws Exception {
        byte[] file = gray().with(TiffTags.NEW_SUBFILE_TYPE, 4, 1)
                .with(0x10F, 2, 'M' + 0, 'a' + 0, 'k' + 0, 'e' + 0, 'r' + 0, 0)
                .with(Exif.ORIENTATION, 3, 6)
                .with(TiffTags.X_RESOLUTION, 5, 72)
                .with(TiffTags.Y_RESOLUTION, 5, 72)
                .next(gray())
                .build();
        Image image = Patterns.decode(file);
        assertThat(text(image.source().exif().orElseThrow())).contains("Maker\0");
        assertThat(image.width()).as("its own orientation").isEqualTo(4);
        assertThat(image.source().density()).as("its own resolution").isEmpty();
    }

    @Test
    void aDirectoryThatPointsAtItselfEnds() throws Exception {
        TiffBuilder file = gray().with(Exif.EXIF_DIRECTORY, 4, 16);
        assertThat(Patterns.integers(Patterns.decode(file.build()))).containsOnly(200);
    }

    @Test
    void textsOfExif3AreKept() throws Exception {
        TiffBuilder file = gray().with(0x10F, 129, 'M' + 0, 'a' + 0, 'k' + 0, 'e' + 0, 'r' + 0, 0);
        assertThat(text(source(file).exif().orElseThrow())).contains("Maker\0");
    }

    @Test
    void whatBigTiffSaysIsKept() throws Exception {
        byte[] file = gray().big()
                .with(0x10F, 2, 'L' + 0, 'o' + 0, 'n' + 0, 'g' + 0, ' ' + 0, 'M' + 0, 'a' + 0, 'k' + 0, 'e' + 0, 0)
                .with(Exif.ORIENTATION, 3, 6)
                .with(TiffTags.X_RESOLUTION, 5, 72)
                .with(TiffTags.Y_RESOLUTION, 5, 144)
                .build();
        Image image = Patterns.decode(file);
        assertThat(image.width()).isEqualTo(2);
        assertThat(image.source().density()).hasValue(new Density(144, 72, Unit.INCH));
        assertThat(text(image.source().exif().orElseThrow())).contains("Long Make\0");
    }

    private static TiffBuilder gray() {
        return TiffBuilder.gray(4, 2, 8).strips(TiffBuilder.filled(8, 200));
    }

    private static void breakPointer(byte[] file, int tag) throws Exception {
        var stream = new TiffStream(new Content(file, "test", Format.TIFF));
        long first = stream.first();
        for (long at = first + 2; at < stream.linkAfter(first); at += 12) {
            if (stream.u16(at) == tag) {
                file[(int) at + 11] = 0x7F;
            }
        }
    }

    private static Source source(TiffBuilder file) throws Exception {
        return Patterns.decode(file.build()).source();
    }

    private static Source roundTrip(Image image) throws Exception {
        return Patterns.decode(ImageFiles.encode(image, WriteOptions.of(Format.TIFF)))
                .source();
    }

    private static String text(byte[] block) {
        return new String(block, StandardCharsets.ISO_8859_1);
    }
}
