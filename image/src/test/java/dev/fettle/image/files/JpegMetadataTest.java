package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Density;
import dev.fettle.image.Density.Unit;
import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.Remark;
import dev.fettle.image.Source;
import dev.fettle.image.TextEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JpegMetadataTest {
    private static final byte[] PLAIN = JpegEncoder.encode(Patterns.smooth(24, 16, Colour.RGB), 90, Subsampling.FULL);

    private static Source read(byte[] file) throws IOException {
        return Patterns.decode(file).source();
    }

    private static Source written(Source source) throws IOException {
        return read(encode(source));
    }

    private static byte[] encode(Source source) {
        return ImageFiles.encode(Patterns.smooth(24, 16, Colour.RGB).withSource(source), WriteOptions.of(Format.JPEG));
    }

    /// T.871: unit at byte 7 of the segment's content, then the two numbers.
    @ParameterizedTest
    @CsvSource({"1, INCH", "2, CENTIMETRE", "0, ASPECT"})
    void densityIsReadAndWritten(int unit, Unit counted) throws Exception {
        byte[] file = PLAIN.clone();
        ByteBuffer.wrap(file, 13, 5).put((byte) unit).putShort((short) 300).putShort((short) 60_000);
        assertThat(read(file).density()).hasValue(new Density(300, 60_000, counted));
        byte[] again = encode(read(file));
        assertThat(Arrays.copyOf(again, 20)).isEqualTo(Arrays.copyOf(file, 20));
    }

    @Test
    void aDensityThatLacksItsUnitIsKeptAsItIs() throws Exception {
        byte[] file = PLAIN.clone();
        ByteBuffer.wrap(file, 13, 5).put((byte) 0).putShort((short) 72).putShort((short) 72);
        assertThat(Arrays.copyOf(encode(read(file)), 20)).isEqualTo(Arrays.copyOf(file, 20));
    }

    @Test
    void aDensityThatSaysNothingIsNone() throws Exception {
        for (int[] unknown : new int[][] {{0, 1, 1}, {0, 0, 72}, {1, 0, 72}, {3, 72, 72}}) {
            byte[] file = PLAIN.clone();
            ByteBuffer.wrap(file, 13, 5)
                    .put((byte) unknown[0])
                    .putShort((short) unknown[1])
                    .putShort((short) unknown[2]);
            assertThat(read(file).density()).isEmpty();
        }
    }

    @Test
    void densitiesOfOtherFormatsAreRoundedAsLittleAsPossible() throws Exception {
        // 2835 per metre is how PNG says 72 per inch
        assertThat(written(Source.NONE.withDensity(new Density(28.35, 28.35, Unit.CENTIMETRE)))
                        .density())
                .hasValue(new Density(72, 72, Unit.INCH));
        assertThat(written(Source.NONE.withDensity(new Density(254, 254, Unit.INCH)))
                        .density())
                .hasValue(new Density(254, 254, Unit.INCH));
        assertThat(written(Source.NONE.withDensity(new Density(25.4, 50.8, Unit.INCH)))
                        .density())
                .hasValue(new Density(10, 20, Unit.CENTIMETRE));
        Density ratio = written(Source.NONE.withDensity(new Density(1, 1.4567, Unit.ASPECT)))
                .density()
                .orElseThrow();
        assertThat(ratio.vertical() / ratio.horizontal()).isCloseTo(1.4567, within(1e-4));
        assertThat(written(Source.NONE.withDensity(new Density(0.1, 0.1, Unit.INCH)))
                        .density())
                .isEmpty();
        assertThat(written(Source.NONE.withDensity(new Density(1e9, 1e9, Unit.INCH)))
                        .density())
                .isEmpty();
    }

    @Test
    void commentsAreKept() throws Exception {
        byte[] file = JpegBytes.insert(
                PLAIN,
                JpegBytes.segment(0xFE, JpegBytes.ascii("Caf\u00E9 in Latin-1\0\0")),
                JpegBytes.segment(0xFE, "Café in UTF-8".getBytes(StandardCharsets.UTF_8)),
                JpegBytes.segment(0xFE, new byte[9]));
        List<TextEntry> comments =
                List.of(TextEntry.of("Comment", "Café in Latin-1"), TextEntry.of("Comment", "Café in UTF-8"));
        assertThat(read(file).texts()).isEqualTo(comments);
        assertThat(read(encode(read(file))).texts()).isEqualTo(comments);
        assertThat(JpegWriter.losses(read(file))).isEmpty();
    }

    @Test
    void moreCommentsThanAnybodyWritesAreLeftOut() throws Exception {
        byte[][] comments = new byte[1000][];
        Arrays.fill(comments, JpegBytes.segment(0xFE, JpegBytes.ascii("again")));
        Source source = read(JpegBytes.insert(PLAIN, comments));
        assertThat(source.texts()).hasSize(16);
        assertThat(source.remarks())
                .containsExactly(Remark.dropped("it has more than 16 comments; the rest is left out"));
    }

    /// A resource is `8BIM`, number, a name of even length, length and data of even length.
    @Test
    void iptcIsFoundAmongPhotoshopsResources() throws Exception {
        byte[] iptc = JpegBytes.ascii("\u001C\2\120\0\3Zoe");
        byte[] other = JpegBytes.concat(
                JpegBytes.ascii("8BIM\3\355\3abc\0\0\0\3xyz\0"), JpegBytes.ascii("8BIM\4\4\0\0\0\0\0\u0008"), iptc);
        byte[] name = JpegBytes.ascii("Photoshop 3.0\0");
        assertThat(read(JpegBytes.insert(PLAIN, JpegBytes.segment(0xED, name, other)))
                        .iptc())
                .hasValue(iptc);
        byte[] first = JpegBytes.segment(0xED, name, Arrays.copyOf(other, 30));
        byte[] second = JpegBytes.segment(0xED, name, Arrays.copyOfRange(other, 30, other.length));
        assertThat(read(JpegBytes.insert(PLAIN, first, second)).iptc()).hasValue(iptc);
        assertThat(read(JpegBytes.insert(PLAIN, first)).iptc()).isEmpty();
        assertThat(read(JpegBytes.insert(PLAIN, JpegBytes.segment(0xED, other))).iptc())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 65_507, 65_508, 65_520, 200_001})
    void iptcOfAnyLengthIsWritten(int length) throws Exception {
        byte[] iptc = new byte[length];
        Arrays.fill(iptc, (byte) 7);
        assertThat(written(Source.NONE.withIptc(iptc)).iptc()).hasValue(iptc);
    }

    @Test
    void exifGoesOnInFurtherSegments() throws Exception {
        byte[] block = Arrays.copyOf(Patterns.exif(1, ByteOrder.LITTLE_ENDIAN), 100_000);
        byte[] name = JpegBytes.ascii("Exif\0\0");
        byte[] file = JpegBytes.insert(
                PLAIN,
                JpegBytes.segment(0xE1, name, Arrays.copyOf(block, 60_000)),
                JpegBytes.segment(0xE1, name, Arrays.copyOfRange(block, 60_000, block.length)));
        Source source = read(file);
        assertThat(source.exif().orElseThrow()).hasSize(100_000);
        assertThat(JpegWriter.losses(source)).containsExactly(Remark.dropped("a JPEG cannot hold its 97 kB of EXIF"));
        assertThat(read(encode(source)).exif()).isEmpty();
    }

    @Test
    void theFirstExifBlockThatCanBeReadCounts() throws Exception {
        byte[] name = JpegBytes.ascii("Exif\0\0");
        byte[] good = Patterns.exif(6, ByteOrder.LITTLE_ENDIAN);
        byte[] upright = Patterns.exif(1, ByteOrder.LITTLE_ENDIAN);
        byte[] bad = good.clone();
        bad[5] = 99; // the first directory is far away
        byte[] file = JpegBytes.insert(
                PLAIN,
                JpegBytes.segment(0xE1, name, bad),
                JpegBytes.segment(0xE1, name, good),
                JpegBytes.segment(0xE1, name, upright));
        assertThat(Patterns.decode(file).width()).isEqualTo(16);
        assertThat(read(file).remarks()).isEmpty();
    }

    @Test
    void theHeaderOfExifMayStandTwice() throws Exception {
        byte[] name = JpegBytes.ascii("Exif\0\0");
        byte[] file =
                JpegBytes.insert(PLAIN, JpegBytes.segment(0xE1, name, name, Patterns.exif(6, ByteOrder.BIG_ENDIAN)));
        assertThat(Patterns.decode(file).width()).isEqualTo(16);
    }

    /// XMP, part 3: a packet names the digest of a second one, which stands in segments with digest, length and place.
    @Test
    void xmpGoesOnInFurtherSegments() throws Exception {
        String digest = "0123456789ABCDEF0123456789ABCDEF";
        byte[] name = JpegBytes.ascii("http://ns.adobe.com/xmp/extension/\0" + digest);
        byte[] second = JpegBytes.ascii(packet("", "<a:long>second</a:long>"));
        String length = "\0\0" + (char) (second.length >> 8) + (char) (second.length & 255);
        byte[] packet = JpegBytes.ascii("http://ns.adobe.com/xap/1.0/\0"
                + packet(
                        "xmlns:xmpNote='http://ns.adobe.com/xmp/note/' xmpNote:HasExtendedXMP='" + digest + "'",
                        "first"));
        byte[] half = JpegBytes.segment(
                0xE1, name, JpegBytes.ascii(length + "\0\0\0\100"), Arrays.copyOfRange(second, 64, second.length));
        byte[] start = JpegBytes.segment(0xE1, name, JpegBytes.ascii(length + "\0\0\0\0"), Arrays.copyOf(second, 64));
        Source whole = read(JpegBytes.insert(PLAIN, JpegBytes.segment(0xE1, packet), half, start));
        assertThat(new String(whole.xmp().orElseThrow(), StandardCharsets.UTF_8))
                .contains("first", "second")
                .doesNotContain("HasExtendedXMP");
        assertThat(whole.remarks()).isEmpty();
        Source cut = read(JpegBytes.insert(PLAIN, JpegBytes.segment(0xE1, packet), half));
        assertThat(new String(cut.xmp().orElseThrow(), StandardCharsets.UTF_8))
                .contains("first")
                .doesNotContain("second", "HasExtendedXMP");
        assertThat(cut.remarks()).containsExactly(Remark.dropped("the further part of its XMP is left out"));
    }

    private static String packet(String attributes, String properties) {
        return "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
                + "<rdf:Description rdf:about='' xmlns:a='urn:a' " + attributes + ">" + properties
                + "</rdf:Description></rdf:RDF></x:xmpmeta>";
    }

    @Test
    void longXmpIsWrittenInFurtherSegments() throws Exception {
        String element =
                "<a:element><rdf:Bag><rdf:li a:b='c'>" + "x".repeat(150_000) + "</rdf:li></rdf:Bag></a:element>";
        byte[] xmp = JpegBytes.ascii(
                packet("a:attribute='" + "y".repeat(70_000) + "' a:short='z'", element + "<a:small>kept</a:small>"));
        Source source = Source.NONE.withXmp(xmp);
        assertThat(JpegWriter.losses(source)).isEmpty();
        byte[] file = encode(source);
        String first = new String(file, StandardCharsets.ISO_8859_1);
        assertThat(first.substring(0, first.indexOf("</x:xmpmeta>")))
                .contains("HasExtendedXMP", "kept", "a:short")
                .doesNotContain("xxx", "yyy");
        String joined = new String(read(file).xmp().orElseThrow(), StandardCharsets.UTF_8);
        assertThat(joined)
                .contains("x".repeat(150_000), "y".repeat(70_000), "kept", "a:short", "a:b=\"c\"")
                .doesNotContain("HasExtendedXMP");
        assertThat(read(encode(read(file))).xmp().orElseThrow())
                .hasSameSizeAs(read(file).xmp().orElseThrow());
    }

    @Test
    void aProfileThatLacksPartsIsLeftOut() throws Exception {
        byte[] name = JpegBytes.ascii("ICC_PROFILE\0");
        byte[] profile = Patterns.RGB_PROFILE;
        byte[] single = JpegBytes.segment(0xE2, name, new byte[] {1, 1}, profile);
        byte[] half = JpegBytes.segment(0xE2, name, new byte[] {1, 2}, profile);
        assertThat(read(JpegBytes.insert(PLAIN, single)).iccProfile()).hasValue(profile);
        assertThat(read(JpegBytes.insert(PLAIN, half)).iccProfile()).isEmpty();
        assertThat(read(JpegBytes.insert(PLAIN, half)).remarks())
                .containsExactly(Remark.dropped("parts of its colour profile are missing; it is left out"));
    }

    @Test
    void gainMapsAreSaid() throws Exception {
        byte[] urn = JpegBytes.ascii("urn:iso:std:iso:ts:21496:-1\0");
        byte[] map = JpegBytes.insert(PLAIN, JpegBytes.segment(0xE2, urn, new byte[20]));
        byte[] apple = JpegBytes.insert(
                PLAIN,
                JpegBytes.segment(
                        0xE1,
                        JpegBytes.ascii("http://ns.adobe.com/xap/1.0/\0"),
                        JpegBytes.ascii("<x a='urn:com:apple:photo:2020:aux:hdrgainmap'/>")));
        byte[] google = JpegBytes.insert(
                PLAIN,
                JpegBytes.segment(
                        0xE1,
                        JpegBytes.ascii("http://ns.adobe.com/xap/1.0/\0"),
                        JpegBytes.ascii("<x xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/'/>")));
        byte[] claiming = JpegBytes.insert(PLAIN, JpegBytes.segment(0xE2, urn, new byte[4]));
        for (byte[] file : List.of(
                JpegBytes.concat(PLAIN, map),
                JpegBytes.concat(PLAIN, apple),
                JpegBytes.concat(PLAIN, google),
                JpegBytes.concat(claiming, PLAIN),
                withIndex(map, 0),
                withIndex(google, 0))) {
            assertThat(read(file).remarks()).containsExactly(Companions.GAIN_MAP);
        }
    }

    @Test
    void furtherPicturesAreSaidButNotPreviews() throws Exception {
        assertThat(read(withIndex(PLAIN, 0x020002)).remarks()) // DC-007: one of two for seeing in depth
                .containsExactly(Remark.dropped("a further picture is left out"));
        assertThat(read(withIndex(PLAIN, 0x010001)).remarks()).isEmpty();
        assertThat(read(withIndex(PLAIN, 0x010002)).remarks()).isEmpty();
        byte[] stripped = Arrays.copyOf(withIndex(PLAIN, 0x020002), withIndex(PLAIN, 0x020002).length - PLAIN.length);
        assertThat(read(stripped).remarks()).as("the file does not hold it").isEmpty();
        assertThat(read(JpegBytes.concat(PLAIN, JpegBytes.ascii("some words behind the end")))
                        .remarks())
                .isEmpty();
    }

    /// CIPA DC-007: a TIFF stream whose field 0xB002 lists attributes, length and place (counted from the stream's
    /// beginning) of each picture.
    private static byte[] withIndex(byte[] second, int type) {
        int at = 2 + 4 + 4; // SOI, marker and length, "MPF\0"
        ByteBuffer index = ByteBuffer.allocate(26 + 32);
        int primary = PLAIN.length + 4 + 4 + index.capacity();
        index.put(TiffDirectory.header(ByteOrder.BIG_ENDIAN, 8));
        index.putShort((short) 1)
                .putShort((short) 0xB002)
                .putShort((short) 7)
                .putInt(32)
                .putInt(26)
                .putInt(0);
        index.putInt(0x20030000).putInt(primary).putInt(0).putInt(0);
        index.putInt(type).putInt(second.length).putInt(primary - at).putInt(0);
        byte[] first = JpegBytes.insert(PLAIN, JpegBytes.segment(0xE2, JpegBytes.ascii("MPF\0"), index.array()));
        return JpegBytes.concat(first, second);
    }

    @Test
    void filmsAreSaid() throws Exception {
        byte[] film = JpegBytes.ascii("\0\0\0\u0018ftypmp42\0\0\0\0isommp42");
        for (byte[] file : List.of(
                JpegBytes.concat(PLAIN, film),
                JpegBytes.concat(PLAIN, JpegBytes.ascii("\0\0\60\12\20\0\0\0MotionPhoto_Data"), film),
                JpegBytes.concat(PLAIN, JpegBytes.ascii("MotionPhoto_Data")))) {
            assertThat(read(file).remarks()).containsExactly(Companions.FILM);
        }
        assertThat(read(JpegBytes.concat(PLAIN, JpegBytes.ascii("a word like ftyp is no film")))
                        .remarks())
                .isEmpty();
    }

    @Test
    void oneOfTwoFieldsIsSaid() throws Exception {
        byte[] field = JpegBytes.insert(PLAIN, JpegBytes.segment(0xE0, JpegBytes.ascii("AVI1\1\0\0\0")));
        assertThat(read(JpegBytes.concat(field, field)).remarks())
                .containsExactly(Remark.dropped("it is one of two fields of a frame; the other one is left out"));
        assertThat(read(field).remarks()).isEmpty();
    }

    @Test
    void noWrongByteOfMetadataCostsThePicture() throws Exception {
        byte[] xmp = JpegBytes.concat(
                JpegBytes.ascii("http://ns.adobe.com/xap/1.0/\0"),
                JpegBytes.ascii("<x xmlns:t='http://ns.adobe.com/tiff/1.0/' t:Orientation='6' a='MotionPhoto'/>"));
        byte[] iptc = JpegBytes.ascii("Photoshop 3.0\0" + "8BIM\3\355\0\0\0\0\0\2ab" + "8BIM\4\4\0\0\0\0\0\2cd");
        byte[] file =
                JpegBytes.insert(withIndex(PLAIN, 0), JpegBytes.segment(0xE1, xmp), JpegBytes.segment(0xED, iptc));
        int end = JpegBytes.find(file, 0xDB);
        var random = new Random(9);
        for (int trial = 0; trial < 300; trial++) {
            byte[] wrong = file.clone();
            int at = 2;
            while (at < end) { // the segments' contents, not their lengths
                int length = JpegBytes.length(file, at);
                wrong[at + 4 + random.nextInt(length - 4)] = (byte) random.nextInt();
                at += length;
            }
            assertThat(JpegFile.scan(new Content(wrong, "test", Format.JPEG)).source())
                    .as("trial %d", trial)
                    .satisfies(Xmp::upright);
        }
    }

    @Test
    void whatAJpegCannotHoldIsListed() {
        Source source = Source.NONE
                .withXmp(new byte[70_000])
                .withText(TextEntry.of("Title", "A field"))
                .withText(TextEntry.of("Comment", "x".repeat(70_000)))
                .withIccProfile(new byte[17_000_000]);
        assertThat(JpegWriter.losses(source))
                .extracting(Remark::text)
                .containsExactly(
                        "a JPEG cannot hold its 68 kB of XMP",
                        "a JPEG cannot hold its 16601 kB of colour profile",
                        "a JPEG cannot hold comments of more than 64 kB",
                        "a JPEG cannot hold texts under keywords");
        Image image = Patterns.smooth(8, 8, Colour.GRAY).withSource(source);
        assertThat(ImageFiles.encode(image, WriteOptions.of(Format.JPEG)).length)
                .isLessThan(5000);
    }
}
