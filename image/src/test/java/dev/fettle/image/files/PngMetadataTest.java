package dev.fettle.image.files;

import static dev.fettle.image.files.PngParts.bytes;
import static dev.fettle.image.files.PngParts.chunk;
import static dev.fettle.image.files.PngParts.join;
import static dev.fettle.image.files.PngParts.latin;
import static dev.fettle.image.files.PngParts.pixel;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.Density;
import dev.fettle.image.Density.Unit;
import dev.fettle.image.Image;
import dev.fettle.image.Remark;
import dev.fettle.image.Source;
import dev.fettle.image.TextEntry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PngMetadataTest {
    private static final byte[] EXIF = Patterns.exif(6, ByteOrder.BIG_ENDIAN);
    private static final byte[] IPTC = bytes(0x1C, 2, 120, 0, 6, 'o', 't', 't', 'e', 'r', 's');

    @Test
    void wordsAboutColourAreCarriedFromPngToPng() throws Exception {
        byte[][] chunks = {
            chunk("cICP", bytes(12, 13, 0, 1)),
            chunk("gAMA", bytes(0, 1, 0x86, 0xA0)),
            chunk("cHRM", chromaticities()),
            chunk("mDCV", new byte[24]),
            chunk("cLLI", new byte[8])
        };
        byte[] all = new byte[0];
        for (byte[] each : chunks) {
            all = join(all, each);
        }
        Image image = Patterns.decode(pixel(all));
        assertThat(image.source().colourChunks()).hasSize(5);
        byte[] written = ImageFiles.encode(image, WriteOptions.of(Format.PNG));
        assertThat(Patterns.decode(written).source().colourChunks()).hasSize(5);
        String file = new String(written, StandardCharsets.ISO_8859_1);
        assertThat(file).containsSubsequence("IHDR", "cICP", "gAMA", "cHRM", "mDCV", "cLLI", "IDAT");
        assertThat(file).contains(new String(all, 0, 16, StandardCharsets.ISO_8859_1));
    }

    @Test
    void besideAProfileThereIsNoSrgbChunk() throws Exception {
        byte[] profile = chunk("iCCP", join(latin("p\0\0"), Zlib.deflate(Patterns.GRAY_PROFILE)));
        byte[] gamma = chunk("gAMA", bytes(0, 0, 0xB1, 0x8F));
        Image image = Patterns.decode(pixel(profile, chunk("sRGB", bytes(1)), gamma));
        byte[] written = ImageFiles.encode(image, WriteOptions.of(Format.PNG));
        assertThat(Patterns.decode(written).source().colourChunks()).containsOnlyKeys("gAMA");
        byte[] without =
                ImageFiles.encode(image.withSource(image.source().withoutIccProfile()), WriteOptions.of(Format.PNG));
        assertThat(Patterns.decode(without).source().colourChunks()).containsOnlyKeys("sRGB", "gAMA");
    }

    @Test
    void wordsAboutColourThatNobodyHonoursAreLeftOut() throws Exception {
        byte[] zero = chunk("gAMA", new byte[4]);
        byte[] tooShort = chunk("cHRM", new byte[31]);
        byte[] second = join(chunk("sRGB", bytes(2)), chunk("sRGB", bytes(3)));
        Source source = Patterns.decode(pixel(zero, tooShort, second)).source();
        assertThat(source.colourChunks()).containsOnlyKeys("sRGB").containsEntry("sRGB", bytes(2));
        byte[] late = PngParts.png(
                chunk("IHDR", PngParts.header(1, 1, 8, 0)),
                chunk("IDAT", Zlib.deflate(bytes(0, 5))),
                chunk("gAMA", bytes(0, 1, 0x86, 0xA0)));
        assertThat(Patterns.decode(late).source().colourChunks()).isEmpty();
    }

    @Test
    void aProfileThatCannotBeUnpackedIsSaid() throws Exception {
        Source source =
                Patterns.decode(pixel(chunk("iCCP", latin("x\0\0\1\2\3")))).source();
        assertThat(source.remarks())
                .containsExactly(Remark.dropped("its colour profile cannot be unpacked and is left out"));
    }

    @Test
    void densityIsCountedPerMetre() throws Exception {
        byte[] inches = chunk(
                "pHYs",
                ByteBuffer.allocate(9).putInt(11811).putInt(2835).put((byte) 1).array());
        Image image = Patterns.decode(pixel(inches));
        assertThat(image.source().density()).hasValue(new Density(118.11, 28.35, Unit.CENTIMETRE));
        assertThat(again(image).density()).isEqualTo(image.source().density());
        Density dots = new Density(300, 72, Unit.INCH);
        Density written =
                again(image.withSource(Source.NONE.withDensity(dots))).density().orElseThrow();
        assertThat(written).isEqualTo(new Density(118.11, 28.35, Unit.CENTIMETRE)); // 300 / 2.54 and 72 / 2.54
    }

    @Test
    void withoutAUnitOnlyTheShapeOfAPixelIsKept() throws Exception {
        byte[] wide = chunk("pHYs", bytes(0, 0, 0, 2, 0, 0, 0, 1, 0));
        Image image = Patterns.decode(pixel(wide));
        assertThat(image.source().density()).hasValue(new Density(2, 1, Unit.ASPECT));
        assertThat(again(image).density()).hasValue(new Density(2, 1, Unit.ASPECT));
        Density fraction = new Density(1.5, 1, Unit.ASPECT);
        assertThat(again(image.withSource(Source.NONE.withDensity(fraction))).density())
                .hasValue(new Density(150, 100, Unit.ASPECT));
        byte[] square = chunk("pHYs", bytes(0, 0, 0, 1, 0, 0, 0, 1, 0));
        assertThat(Patterns.decode(pixel(square)).source().density()).isEmpty();
        byte[] none = chunk("pHYs", new byte[9]);
        assertThat(Patterns.decode(pixel(none)).source().density()).isEmpty();
    }

    @Test
    void textsOfAllThreeKindsAreCarried() throws Exception {
        byte[] plain = chunk("tEXt", latin("Title\0Gr\u00FC\u00DFe"));
        byte[] packed = chunk("zTXt", join(latin("Comment\0\0"), Zlib.deflate(latin("a long one"))));
        byte[] words = "\u6C34\u736D".getBytes(StandardCharsets.UTF_8);
        byte[] other = chunk("iTXt", join(latin("Description\0\0\0zh\0"), join(words, join(new byte[1], words))));
        Image image = Patterns.decode(pixel(plain, packed, other));
        List<TextEntry> texts = List.of(
                TextEntry.of("Title", "Gr\u00FC\u00DFe"),
                TextEntry.of("Comment", "a long one"),
                new TextEntry("Description", "zh", "\u6C34\u736D", "\u6C34\u736D"));
        assertThat(image.source().texts()).isEqualTo(texts);
        assertThat(again(image).texts()).isEqualTo(texts);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "\u00E4\n\u00F6", "\u03C0"})
    void everyTextComesBack(String part) throws Exception {
        Image image = Patterns.decode(pixel());
        for (String text : new String[] {part, part.repeat(3000)}) {
            for (String language : new String[] {"", "en"}) {
                TextEntry entry = new TextEntry("Comment", language, "", text);
                assertThat(again(image.withSource(Source.NONE.withText(entry))).texts())
                        .containsExactly(entry);
            }
        }
    }

    @Test
    void textsThatNoPngCanHoldAreNotWritten() throws Exception {
        Image image = Patterns.decode(pixel());
        Source source = Source.NONE
                .withText(TextEntry.of("", "x"))
                .withText(TextEntry.of("k".repeat(80), "x"))
                .withText(TextEntry.of("a\nb", "x"))
                .withText(TextEntry.of("\u03C0", "x"))
                .withText(TextEntry.of("Title", "a\0b"));
        assertThat(again(image.withSource(source)).texts()).containsExactly(TextEntry.of("Title", "ab"));
    }

    @Test
    void textsBeyondTheLimitsAreLeftOutAndSaid() throws Exception {
        byte[] bomb = chunk("zTXt", join(latin("Bomb\0\0"), Zlib.deflate(new byte[2 << 20])));
        byte[] many = new byte[0];
        for (int i = 0; i < 300; i++) {
            many = join(many, chunk("tEXt", latin("k" + i + "\0v")));
        }
        Source source = Patterns.decode(pixel(bomb, many)).source();
        assertThat(source.texts()).hasSize(255);
        assertThat(source.remarks()).singleElement().satisfies(remark -> {
            assertThat(remark.kind()).isEqualTo(Remark.Kind.DROPPED);
            assertThat(remark.text()).startsWith("46 of its texts are left out");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"exif", "APP1"})
    void exifInARawProfileTurnsThePicture(String name) throws Exception {
        byte[] block = join(latin("Exif\0\0"), EXIF);
        for (byte[] chunk : List.of(raw("tEXt", name, block), raw("zTXt", name, block))) {
            Source source = Patterns.decode(pixel(chunk)).source();
            assertThat(source.exif())
                    .hasValueSatisfying(
                            exif -> assertThat(Exif.orientation(exif)).isEqualTo(Orientation.UPRIGHT));
            assertThat(source.texts()).isEmpty();
        }
        Content file = new Content(pixel(raw("zTXt", name, block)), "test", Format.PNG);
        assertThat(PngFile.scan(file).source().exif().map(Exif::orientation)).hasValue(Orientation.of(6));
    }

    @Test
    void xmpProfileAndIptcAreFoundInRawProfiles() throws Exception {
        byte[] namespace = latin("http://ns.adobe.com/xap/1.0/\0");
        Source source = Patterns.decode(pixel(
                        raw("zTXt", "xmp", Patterns.XMP),
                        raw("zTXt", "icc", Patterns.GRAY_PROFILE),
                        raw("tEXt", "iptc", Photoshop.resource(IPTC))))
                .source();
        assertThat(source.xmp()).hasValue(Patterns.XMP);
        assertThat(source.iccProfile()).hasValue(Patterns.GRAY_PROFILE);
        assertThat(source.iptc()).hasValue(IPTC);
        assertThat(source.texts()).isEmpty();
        assertThat(source.remarks()).isEmpty();
        assertThat(Patterns.decode(pixel(raw("tEXt", "APP1", join(namespace, Patterns.XMP))))
                        .source()
                        .xmp())
                .hasValue(Patterns.XMP);
        assertThat(Patterns.decode(pixel(raw("tEXt", "icm", Patterns.GRAY_PROFILE)))
                        .source()
                        .iccProfile())
                .hasValue(Patterns.GRAY_PROFILE);
        assertThat(Patterns.decode(pixel(raw("tEXt", "iptc", IPTC))).source().iptc())
                .hasValue(IPTC);
        byte[] slices = join(latin("8BIM\4\32\1x\0\0\0\3abc\0"), Photoshop.resource(IPTC));
        assertThat(Patterns.decode(pixel(raw("tEXt", "8bim", slices))).source().iptc())
                .hasValue(IPTC);
    }

    @Test
    void aChunkOfItsOwnCountsBeforeARawProfile() throws Exception {
        byte[] other = "<x/>".getBytes(StandardCharsets.US_ASCII);
        byte[] own = chunk("iTXt", join(latin("XML:com.adobe.xmp\0\0\0\0\0"), Patterns.XMP));
        byte[] exif = chunk("eXIf", Patterns.exif(1, ByteOrder.LITTLE_ENDIAN));
        Source source = Patterns.decode(pixel(raw("zTXt", "xmp", other), raw("tEXt", "exif", EXIF), own, exif))
                .source();
        assertThat(source.xmp()).hasValue(Patterns.XMP);
        assertThat(source.exif())
                .hasValueSatisfying(block -> assertThat(block[0]).isEqualTo((byte) 'I'));
    }

    @Test
    void damagedRawProfilesAreSaid() throws Exception {
        for (String text :
                new String[] {"", "\nexif\n", "\nexif\n 9\n4949", "\nexif\n 2\n49zz", "\nexif\n99999999999\n49"}) {
            Source source = Patterns.decode(pixel(chunk("tEXt", latin("Raw profile type exif\0" + text))))
                    .source();
            assertThat(source.exif()).as(text).isEmpty();
            assertThat(source.remarks())
                    .containsExactly(Remark.dropped("its 'Raw profile type exif' cannot be read and is left out"));
        }
    }

    @Test
    void iptcIsWrittenAsOthersReadIt() throws Exception {
        Image image = Patterns.decode(pixel());
        byte[] written = ImageFiles.encode(image.withSource(Source.NONE.withIptc(IPTC)), WriteOptions.of(Format.PNG));
        String file = new String(written, StandardCharsets.ISO_8859_1);
        assertThat(file).contains("Raw profile type iptc\0\niptc\n      24\n3842494d04040000");
        assertThat(Patterns.decode(written).source().iptc()).hasValue(IPTC);
    }

    @Test
    void jpegsPrefixBeforeAnExifBlockIsTakenOff() throws Exception {
        byte[] exif = chunk("eXIf", join(latin("Exif\0\0"), Patterns.exif(1, ByteOrder.BIG_ENDIAN)));
        assertThat(Patterns.decode(pixel(exif)).source().exif())
                .hasValueSatisfying(block -> assertThat(block[0]).isEqualTo((byte) 'M'));
    }

    /// As ImageMagick writes it.
    private static byte[] raw(String type, String name, byte[] content) {
        String hex = HexFormat.of().formatHex(content).replaceAll("(.{72})", "$1\n");
        byte[] text = latin("\n%s\n%8d\n%s\n".formatted(name, content.length, hex));
        String keyword = "Raw profile type " + name + "\0";
        return type.equals("tEXt")
                ? chunk(type, join(latin(keyword), text))
                : chunk(type, join(latin(keyword + "\0"), Zlib.deflate(text)));
    }

    private static byte[] chromaticities() {
        ByteBuffer chunk = ByteBuffer.allocate(32);
        for (int value : new int[] {31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000}) {
            chunk.putInt(value);
        }
        return chunk.array();
    }

    private static Source again(Image image) throws Exception {
        return Patterns.decode(ImageFiles.encode(image, WriteOptions.of(Format.PNG)))
                .source();
    }
}
