package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.Remark;
import dev.fettle.image.SharedData;
import dev.fettle.image.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExifTest {
    private static final int MAKE = 0x10F;
    private static final int MODEL = 0x110;
    private static final int TEXTS = 200; // where "Maker" and "Model" stand in the blocks of these tests
    private static final byte[] SIX = {6};

    /// One entry whose value is told by its place, or by up to four bytes of its own.
    private record Entry(int tag, int type, int count, int at, byte[] value) {
        static Entry at(int tag, int type, int count, int place) {
            return new Entry(tag, type, count, place, new byte[0]);
        }

        static Entry of(int tag, int type, int count, byte... value) {
            return new Entry(tag, type, count, 0, value);
        }

        void put(ByteBuffer block) {
            block.putShort((short) tag).putShort((short) type).putInt(count);
            int end = block.position() + 4;
            if (value.length > 0) {
                block.put(value).position(end);
            } else {
                block.putInt(at);
            }
        }
    }

    private static ByteBuffer block(Entry... entries) {
        return block(ByteOrder.LITTLE_ENDIAN, entries);
    }

    private static ByteBuffer block(ByteOrder order, Entry... entries) {
        ByteBuffer block = ByteBuffer.allocate(300).order(order);
        block.put(TiffDirectory.header(order, 8));
        directory(block, 8, entries);
        block.put(TEXTS, "Maker\0Model\0".getBytes(StandardCharsets.US_ASCII));
        block.put(299, (byte) 1); // nothing that could be taken for a thumbnail
        return block;
    }

    private static void directory(ByteBuffer block, int at, Entry... entries) {
        block.position(at).putShort((short) entries.length);
        for (Entry entry : entries) {
            entry.put(block);
        }
        block.putInt(0);
    }

    private static byte[] orientation(ByteOrder order, int type, int count) {
        byte[] value = type == 4 || type == 9 || type == 13 ? new byte[] {6, 0, 0, 0} : new byte[] {6, 0};
        boolean byteSized = type == 1 || type == 6 || type == 7;
        if (byteSized) {
            value = SIX;
        }
        if (order == ByteOrder.BIG_ENDIAN) {
            reverse(value);
        }
        boolean elsewhere = count * value.length > 4;
        Entry entry = elsewhere
                ? Entry.at(Exif.ORIENTATION, type, count, 150)
                : new Entry(Exif.ORIENTATION, type, count, 0, value);
        ByteBuffer block = block(order, Entry.at(MAKE, 2, 6, TEXTS), entry);
        block.put(150, value);
        return block.array();
    }

    private static void reverse(byte[] value) {
        for (int i = 0; i < value.length / 2; i++) {
            byte swap = value[i];
            value[i] = value[value.length - 1 - i];
            value[value.length - 1 - i] = swap;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 6, 7, 8, 9, 13})
    void anOrientationOfAnyTypeAndCountIsHonouredAndReset(int type) throws Exception {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            for (int count : new int[] {1, 2, 4, 9}) {
                byte[] block = orientation(order, type, count);
                assertThat(Exif.orientation(block)).isEqualTo(Orientation.QUARTER_TURN_RIGHT);
                byte[] upright = upright(block);
                assertThat(entry(upright, Exif.ORIENTATION)).isEqualTo("3x1=1");
                assertThat(text(upright)).contains("Maker\0");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Format.class,
            names = {"PNG", "JPEG", "TIFF"})
    void noReaderTurnsThePictureAgainWhateverTheContainer(Format format) throws Exception {
        for (int type : new int[] {1, 3, 4, 7, 13}) {
            for (int count : new int[] {1, 2}) {
                Source source = Source.NONE.withExif(orientation(ByteOrder.LITTLE_ENDIAN, type, count));
                Image stored = Patterns.smooth(24, 8, Colour.RGB).withSource(source);
                Image once = Patterns.decode(ImageFiles.encode(stored, WriteOptions.of(format)));
                assertThat(once.width()).isEqualTo(8);
                Image twice = Patterns.decode(ImageFiles.encode(once, WriteOptions.of(format)));
                assertThat(twice.width()).isEqualTo(8);
                assertThat(entry(twice.source().exif().orElseThrow(), Exif.ORIENTATION))
                        .isEqualTo("3x1=1");
            }
        }
    }

    @Test
    void theFirstOfSeveralOrientationsCountsAndAllAreReset() throws Exception {
        byte[] block = block(
                        Entry.of(Exif.ORIENTATION, 3, 1, (byte) 0),
                        Entry.of(Exif.ORIENTATION, 3, 1, (byte) 8),
                        Entry.of(Exif.ORIENTATION, 1, 1, (byte) 3))
                .array();
        assertThat(Exif.orientation(block)).isEqualTo(Orientation.QUARTER_TURN_LEFT);
        assertThat(entry(upright(block), Exif.ORIENTATION)).isEqualTo("3x1=1, 3x1=1, 3x1=1");
    }

    @Test
    void orientationsThatAreNoneOrBelowTheFirstDirectoryTurnNothing() throws Exception {
        for (Entry entry : List.of(
                Entry.of(Exif.ORIENTATION, 3, 1, (byte) 9),
                Entry.of(Exif.ORIENTATION, 2, 2, (byte) '6'),
                Entry.of(Exif.ORIENTATION, 3, 0, (byte) 6),
                Entry.at(Exif.ORIENTATION, 5, 1, TEXTS))) {
            byte[] block = block(entry).array();
            assertThat(Exif.orientation(block)).isEqualTo(Orientation.UPRIGHT);
            assertThat(entry(upright(block), Exif.ORIENTATION)).isEqualTo("3x1=1");
        }
        ByteBuffer below = block(Entry.at(Exif.EXIF_DIRECTORY, 4, 1, 150));
        directory(below, 150, Entry.of(Exif.ORIENTATION, 3, 1, (byte) 6));
        assertThat(Exif.orientation(below.array())).isEqualTo(Orientation.UPRIGHT);
    }

    @Test
    void anEntryThatCannotBeReadCostsItselfAlone() throws Exception {
        List<Entry> bad = List.of(
                Entry.at(MAKE, 2, 1000, 99_999), // out of the block
                Entry.at(MAKE, 2, 6, -6),
                Entry.at(MAKE, 2, -1, TEXTS),
                Entry.at(MAKE, 12, 0x2000_0001, TEXTS), // its length has more than 32 bits
                Entry.at(MAKE, 2, 6, 2), // in the header
                Entry.at(MAKE, 2, 6, 14), // in its own directory
                Entry.at(MAKE, 99, 1, TEXTS), // of no type
                Entry.at(MAKE, 0, 1, TEXTS));
        for (Entry entry : bad) {
            byte[] block = block(entry, Entry.at(MODEL, 2, 6, TEXTS + 6), Entry.of(Exif.ORIENTATION, 3, 1, SIX))
                    .array();
            Source source = Exif.upright(Source.NONE.withExif(block));
            byte[] upright = source.exif().orElseThrow();
            assertThat(Exif.orientation(block)).isEqualTo(Orientation.QUARTER_TURN_RIGHT);
            assertThat(entry(upright, MAKE)).as(entry.toString()).isEmpty();
            assertThat(entry(upright, MODEL)).isEqualTo("2x6=206");
            assertThat(source.remarks())
                    .containsExactly(Remark.dropped("EXIF entries that cannot be read are left out (0x010F)"));
        }
    }

    /// Two texts upon each other are kept as long as all values together are not longer than the block.
    @Test
    void valuesUponEachOtherCostOnlyWhatIsTooMuch() throws Exception {
        byte[] block = block(
                        Entry.at(MAKE, 2, 150, 140),
                        Entry.at(MODEL, 2, 150, 141),
                        Entry.at(0x131, 2, 150, 142),
                        Entry.of(Exif.ORIENTATION, 3, 1, SIX))
                .array();
        assertThat(entry(upright(block), MAKE)).isEqualTo("2x150=140");
        assertThat(entry(upright(block), MODEL)).isEqualTo("2x150=141");
        assertThat(entry(upright(block), 0x131)).isEmpty();
        assertThat(Exif.orientation(block)).isEqualTo(Orientation.QUARTER_TURN_RIGHT);
    }

    @Test
    void aDirectoryCutShortKeepsWhatIsThere() throws Exception {
        byte[] block = block(Entry.of(Exif.ORIENTATION, 3, 1, SIX), Entry.at(MAKE, 2, 6, TEXTS))
                .array();
        for (int length = 22; length < 34; length++) { // between the first entry's end and the second's
            byte[] cut = Arrays.copyOf(block, length);
            assertThat(Exif.orientation(cut)).isEqualTo(Orientation.QUARTER_TURN_RIGHT);
            Source source = Exif.upright(Source.NONE.withExif(cut));
            assertThat(entry(source.exif().orElseThrow(), Exif.ORIENTATION)).isEqualTo("3x1=1");
            assertThat(source.remarks())
                    .containsExactly(Remark.dropped("EXIF entries that cannot be read are left out (1 at the end)"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 90, 0xFFFF})
    void aDirectoryThatPromisesMoreEntriesKeepsTheTrueOnes(int promised) throws Exception {
        byte[] block = Patterns.exif(6, ByteOrder.LITTLE_ENDIAN);
        block[8] = (byte) promised;
        block[9] = (byte) (promised >> 8);
        assertThat(Exif.orientation(block)).isEqualTo(Orientation.QUARTER_TURN_RIGHT);
        byte[] upright = upright(block);
        assertThat(entry(upright, MAKE)).isEqualTo("2x6=112");
        assertThat(entry(upright, Exif.ORIENTATION)).isEqualTo("3x1=1");
        assertThat(text(upright)).contains("Maker\0");
    }

    @Test
    void theHeaderMayStandTwiceInAnyContainer() throws Exception {
        byte[] prefix = JpegBytes.ascii("Exif\0\0");
        byte[] block = orientation(ByteOrder.BIG_ENDIAN, 3, 1);
        for (byte[] twice : List.of(JpegBytes.concat(prefix, block), JpegBytes.concat(prefix, prefix, block))) {
            assertThat(Exif.orientation(twice)).isEqualTo(Orientation.QUARTER_TURN_RIGHT);
            assertThat(text(upright(twice))).startsWith("MM\0*").contains("Maker\0");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 8, 10, 299, 300, 99_999, -1})
    void pointersToNoDirectoryCostThatDirectoryAlone(int place) throws Exception {
        for (int pointer : new int[] {Exif.EXIF_DIRECTORY, Exif.GPS_DIRECTORY}) {
            byte[] block = block(
                            Entry.at(MAKE, 2, 6, TEXTS),
                            Entry.of(Exif.ORIENTATION, 3, 1, SIX),
                            Entry.at(pointer, 4, 1, place))
                    .array();
            assertThat(Exif.orientation(block)).isEqualTo(Orientation.QUARTER_TURN_RIGHT);
            assertThat(entry(upright(block), pointer)).isEmpty();
            assertThat(entry(upright(block), MAKE)).isEqualTo("2x6=200");
        }
    }

    /// Exif and GPS share a directory, whose interoperability directory is the first one again.
    @Test
    void directoriesThatPointInCirclesAreCut() throws Exception {
        ByteBuffer block = block(
                Entry.of(Exif.ORIENTATION, 3, 1, SIX),
                Entry.at(Exif.EXIF_DIRECTORY, 4, 1, 150),
                Entry.at(Exif.GPS_DIRECTORY, 4, 1, 150));
        directory(block, 150, Entry.of(0xA002, 3, 1, (byte) 7), Entry.at(Exif.INTEROPERABILITY_DIRECTORY, 4, 1, 8));
        byte[] upright = upright(block.array());
        assertThat(entry(upright, Exif.EXIF_DIRECTORY)).isEqualTo("4x1=150");
        assertThat(entry(upright, Exif.GPS_DIRECTORY)).isEmpty();
        assertThat(entry(upright, Exif.ORIENTATION)).isEqualTo("3x1=1");
        assertThat(upright[150]).as("entries of the EXIF directory").isEqualTo((byte) 1);
    }

    @Test
    void makersNotesStayWhereTheyAre() throws Exception {
        ByteBuffer block = block(
                Entry.at(MAKE, 2, 1000, 9999),
                Entry.of(Exif.ORIENTATION, 3, 1, SIX),
                Entry.at(Exif.EXIF_DIRECTORY, 4, 1, 100));
        directory(block, 100, Entry.at(0x9000, 7, 5000, 50), Entry.at(0x927C, 7, 40, 240));
        block.put(240, (byte) 42);
        byte[] upright = upright(block.array());
        assertThat(upright[240]).isEqualTo((byte) 42);
        assertThat(new TiffStream(new Content(upright, "test", Format.TIFF)).entries(100))
                .extracting(TiffStream.Entry::tag, TiffStream.Entry::at)
                .containsExactly(tuple(0x927C, 240));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 46, 149, 150, 99_999, -1})
    void badLinksToTheThumbnailAreNoLoss(int link) {
        byte[] block = Patterns.exif(6, ByteOrder.LITTLE_ENDIAN);
        ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).putInt(46, link);
        Source source = Exif.upright(Source.NONE.withExif(block));
        assertThat(source.remarks()).isEmpty();
        assertThat(text(source.exif().orElseThrow())).contains("Maker\0");
    }

    @Test
    void theDirectionsOfThePrintedSizeChangePlacesWithThePicture() throws Exception {
        byte[] block = block(
                        Entry.of(Exif.ORIENTATION, 3, 1, SIX), Entry.at(0x11A, 5, 1, 208), Entry.at(0x11B, 5, 1, 216))
                .array();
        assertThat(entry(upright(block), 0x11A)).isEqualTo("5x1=216");
        assertThat(entry(upright(block), 0x11B)).isEqualTo("5x1=208");
    }

    @Test
    void sizesBeyondSixteenBitsFitWhereverASizeStands() throws Exception {
        byte[] block =
                block(Entry.of(0x100, 3, 1, SIX), Entry.of(0x101, 1, 2, SIX)).array();
        byte[] resized = Exif.resized(block, 70_000, 80);
        assertThat(entry(resized, 0x100)).isEqualTo("4x1=70000");
        assertThat(entry(resized, 0x101)).isEqualTo("3x1=80");
    }

    @Test
    @Tag("data")
    void filesThatMetTroubleAreTurnedOnce() throws Exception {
        for (String name : List.of("byte.jpg", "badentry.jpg")) { // stored as 96x64
            Image once = ImageFiles.read(SharedData.trouble(name));
            assertThat(once.width()).as(name).isEqualTo(64);
            assertThat(Patterns.decode(ImageFiles.encode(once, WriteOptions.of(Format.JPEG)))
                            .width())
                    .isEqualTo(64);
        }
        assertThat(ImageFiles.read(SharedData.trouble("badentry.jpg")).source().remarks())
                .containsExactly(Remark.dropped("EXIF entries that cannot be read are left out (0x010F)"));
    }

    /// Whatever a block holds, the picture is read, and what is carried can be read again without loss.
    @Test
    void noWrongByteDoesMoreThanCostMetadata() {
        var random = new Random(3);
        for (int trial = 0; trial < 3000; trial++) {
            byte[] block = Patterns.exif(6, trial % 2 == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            for (int i = 0; i <= trial % 5; i++) {
                block[4 + random.nextInt(block.length - 4)] = (byte) (trial % 3 == 0 ? 255 : random.nextInt());
            }
            Source once = Exif.upright(Source.NONE.withExif(Arrays.copyOf(block, 150 - random.nextInt(20))));
            Source twice = Exif.upright(once.exif().map(Source.NONE::withExif).orElse(Source.NONE));
            assertThat(twice.remarks()).as("trial %d", trial).isEmpty();
            once.exif().ifPresent(carried -> {
                assertThat(twice.exif()).hasValue(carried);
                assertThat(Exif.orientation(carried)).isEqualTo(Orientation.UPRIGHT);
            });
        }
    }

    private static byte[] upright(byte[] block) {
        return Exif.upright(Source.NONE.withExif(block)).exif().orElseThrow();
    }

    private static String text(byte[] block) {
        return new String(block, StandardCharsets.ISO_8859_1);
    }

    /// Type, count and the number or place of the entries with this tag in the first directory.
    private static String entry(byte[] block, int tag) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.wrap(block).order(block[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int at = bytes.getInt(4);
        var found = new StringBuilder();
        for (int slot = at + 2; slot < at + 2 + 12 * bytes.getShort(at); slot += 12) {
            if (bytes.getShort(slot) == (short) tag) {
                int type = bytes.getShort(slot + 2);
                int value = type == 3 ? bytes.getShort(slot + 8) : bytes.getInt(slot + 8);
                found.append(found.isEmpty() ? "" : ", ")
                        .append("%dx%d=%d".formatted(type, bytes.getInt(slot + 4), value));
            }
        }
        return found.toString();
    }
}
