package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/// One Huffman table of a JPEG (ITU-T T.81, annex C): codes of 1 to 16 bits.
final class JpegHuffman {
    /// Bits of the longest code.
    static final int MAX_LENGTH = 16;

    // ITU-T T.81, tables K.3 to K.6: how many codes there are of each length, then their values
    private static final String LUMA_DC = "00010501010101010100000000000000" + "000102030405060708090a0b";
    private static final String CHROMA_DC = "00030101010101010101010000000000" + "000102030405060708090a0b";
    private static final String LUMA_AC = "0002010303020403050504040000017d"
            + "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728"
            + "292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a83848586878889"
            + "8a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2"
            + "e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa";
    private static final String CHROMA_AC = "00020102040403040705040400010277"
            + "000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a26"
            + "2728292a35363738393a434445464748494a535455565758595a636465666768696a737475767778797a828384858687"
            + "88898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9da"
            + "e2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa";

    private final int[] beyond = new int[MAX_LENGTH + 1]; // the first code that is too large for this length
    private final int[] offset = new int[MAX_LENGTH + 1]; // from a code of this length to the place of its value
    private final int[] values;
    private final int length;

    /// Reads the table whose class and number stand at this place.
    ///
    /// @throws ImageFormatException if it cannot be
    JpegHuffman(Content content, long at) throws ImageFormatException {
        int code = 0;
        int count = 0;
        for (int bits = 1; bits <= MAX_LENGTH; bits++) {
            int codes = content.u8(at + bits);
            offset[bits] = count - code;
            code += codes;
            count += codes;
            beyond[bits] = code;
            if (code > 1 << bits || count > 256) {
                throw content.damaged("its Huffman tables cannot be");
            }
            code <<= 1;
        }
        values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = content.u8(at + 1 + MAX_LENGTH + i);
        }
        length = 1 + MAX_LENGTH + count;
    }

    /// Bytes of the table in its segment.
    int length() {
        return length;
    }

    /// The value of this code; -1 if there is none of this length.
    int value(int code, int bits) {
        return code < beyond[bits] ? values[offset[bits] + code] : -1;
    }

    /// A segment of the tables that a file means which has none, as the frames of Motion JPEG: 0 for luma, 1 for
    /// chroma.
    static byte[] standardSegment() {
        var tables = new ByteArrayOutputStream();
        tables.writeBytes(table(0x00, LUMA_DC));
        tables.writeBytes(table(0x10, LUMA_AC));
        tables.writeBytes(table(0x01, CHROMA_DC));
        tables.writeBytes(table(0x11, CHROMA_AC));
        int length = tables.size() + 2;
        var segment = new ByteArrayOutputStream();
        segment.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xC4, (byte) (length >> 8), (byte) length});
        segment.writeBytes(tables.toByteArray());
        return segment.toByteArray();
    }

    private static byte[] table(int number, String digits) {
        byte[] content = HexFormat.of().parseHex(digits);
        byte[] table = new byte[1 + content.length];
        table[0] = (byte) number;
        System.arraycopy(content, 0, table, 1, content.length);
        return table;
    }
}
