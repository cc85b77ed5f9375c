package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.ImageFormatException;
import dev.fettle.image.files.TiffStream.Directory;
import dev.fettle.image.files.TiffStream.Entry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TiffStreamTest {
    /// Three entries, one of which points out of the stream.
    @Test
    void oneBadEntryCostsItself() throws Exception {
        ByteBuffer bytes = classic(3);
        entry(bytes, 0x10F, 2, 100, 9999);
        entry(bytes, 0x112, 3, 1, 6);
        entry(bytes, 0x131, 2, 0xFFFFFFFF, 8);
        Directory directory = directory(bytes.array());
        assertThat(directory.entries()).extracting(Entry::tag).containsExactly(0x112);
        assertThat(directory.skipped()).containsExactly(0x10F, 0x131);
    }

    @Test
    void ofADirectoryCutShortThePresentEntriesAreKept() throws Exception {
        ByteBuffer bytes = classic(3);
        entry(bytes, 0x112, 3, 1, 6);
        entry(bytes, 0x128, 3, 1, 2);
        Directory directory = directory(Arrays.copyOf(bytes.array(), 8 + 2 + 12 + 11));
        assertThat(directory.entries()).extracting(Entry::tag).containsExactly(0x112);
        assertThat(directory.missing()).isEqualTo(2);
        assertThat(directory.isWhole()).isFalse();
    }

    @Test
    void valuesUponEachOtherTakeNoMoreThanTheStreamIsLong() throws Exception {
        ByteBuffer bytes = classic(1000);
        int length = bytes.capacity();
        for (int i = 0; i < 1000; i++) {
            entry(bytes, i, 7, length / 2, 8);
        }
        Directory directory = directory(bytes.array());
        assertThat(directory.entries()).hasSize(2);
        assertThat(directory.skipped()).hasSize(998);
    }

    @Test
    void bigTiffHasNumbersOfEightBytes() throws Exception {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            ByteBuffer bytes = ByteBuffer.allocate(100).order(order);
            bytes.put((order == ByteOrder.LITTLE_ENDIAN ? "II+\0\b\0\0\0" : "MM\0+\0\b\0\0")
                    .getBytes(StandardCharsets.ISO_8859_1));
            bytes.putLong(16).putLong(3);
            bytes.putShort((short) 256).putShort((short) 16).putLong(1).putLong(0x1_0000_0007L);
            bytes.putShort((short) 258).putShort((short) 3).putLong(4).putLong(0x0008_0008_0008_0008L);
            bytes.putShort((short) 273).putShort((short) 16).putLong(-1).putLong(16);
            Directory directory = directory(bytes.array());
            TiffStream stream = stream(bytes.array());
            assertThat(directory.entries()).extracting(Entry::tag).containsExactly(256, 258);
            assertThat(directory.skipped()).containsExactly(273);
            assertThat(stream.number(directory.entries(), 256, 0)).isEqualTo(0x1_0000_0007L);
            assertThat(stream.number(directory.entries().get(1), 3)).isEqualTo(8);
            assertThat(stream.linkAfter(16)).isEqualTo(16 + 8 + 3 * 20);
            assertThatThrownBy(() -> stream.small(directory.entries(), 256, 0))
                    .isInstanceOf(ImageFormatException.class)
                    .hasMessageContaining("field 256 is 4294967303");
        }
    }

    @Test
    void numbersBeyondAnIntAreNoSmallNumbers() {
        ByteBuffer bytes = classic(1);
        entry(bytes, 258, 4, 1, 0xFFFFFFFE);
        assertThatThrownBy(() ->
                        stream(bytes.array()).small(directory(bytes.array()).entries(), 258, 1))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("field 258 is 4294967294");
    }

    private static ByteBuffer classic(int entries) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + 2 + 12 * entries + 4).order(ByteOrder.LITTLE_ENDIAN);
        return bytes.put(TiffDirectory.header(ByteOrder.LITTLE_ENDIAN, 8)).putShort((short) entries);
    }

    private static void entry(ByteBuffer bytes, int tag, int type, int count, int value) {
        bytes.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
    }

    private static TiffStream stream(byte[] bytes) throws ImageFormatException {
        return new TiffStream(new Content(bytes, "test", Format.TIFF));
    }

    private static Directory directory(byte[] bytes) throws ImageFormatException {
        TiffStream stream = stream(bytes);
        return stream.directory(stream.first());
    }
}
