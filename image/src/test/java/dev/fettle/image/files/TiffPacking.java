package dev.fettle.image.files;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/// TIFF's codings of whole bytes with an encoder for tests.
enum TiffPacking {
    NONE(1),
    LZW(5),
    OLD_LZW(5),
    DEFLATE(8),
    OLD_DEFLATE(32946),
    PACK_BITS(32773);

    private final int number;

    TiffPacking(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    byte[] pack(byte[] bytes) {
        return switch (this) {
            case NONE -> bytes;
            case LZW -> lzw(bytes, false);
            case OLD_LZW -> lzw(bytes, true);
            case DEFLATE, OLD_DEFLATE -> Zlib.deflate(bytes);
            case PACK_BITS -> packBits(bytes);
        };
    }

    private static byte[] packBits(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        int at = 0;
        while (at < bytes.length) {
            int run = 1;
            while (run < 128 && at + run < bytes.length && bytes[at + run] == bytes[at]) {
                run++;
            }
            int literal = 1;
            while (run == 1
                    && literal < 128
                    && at + literal < bytes.length
                    && (at + literal + 1 == bytes.length || bytes[at + literal] != bytes[at + literal + 1])) {
                literal++;
            }
            out.write(run > 1 ? 1 - run : literal - 1);
            out.write(bytes, at, run > 1 ? 1 : literal);
            at += run > 1 ? run : literal;
        }
        return out.toByteArray();
    }

    /// TIFF 6.0, section 13, as a search through all strings; the old kind has the lowest bit first and grows late.
    private static byte[] lzw(byte[] bytes, boolean old) {
        var table = new TreeMap<List<Byte>, Integer>((a, b) -> Arrays.compare(raw(a), raw(b)));
        for (int i = 0; i < 256; i++) {
            table.put(List.of((byte) i), i);
        }
        var out = new Codes(old);
        out.put(256, 9);
        int next = 258;
        int width = 9;
        List<Byte> string = List.of();
        for (byte value : bytes) {
            List<Byte> longer = new ArrayList<>(string);
            longer.add(value);
            if (table.containsKey(longer)) {
                string = longer;
                continue;
            }
            out.put(table.get(string), width);
            table.put(List.copyOf(longer), next++);
            width += next == (1 << width) + (old ? 1 : 0) && width < 12 ? 1 : 0;
            string = List.of(value);
        }
        out.put(table.get(string), width);
        next++;
        width += next == (1 << width) + (old ? 1 : 0) && width < 12 ? 1 : 0;
        out.put(257, width);
        return out.bytes();
    }

    private static byte[] raw(List<Byte> list) {
        byte[] raw = new byte[list.size()];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = list.get(i);
        }
        return raw;
    }

    private static final class Codes {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final boolean lowestFirst;
        private long buffer;
        private int held;

        Codes(boolean lowestFirst) {
            this.lowestFirst = lowestFirst;
        }

        void put(int code, int width) {
            for (int i = 0; i < width; i++) {
                int bit = code >> (lowestFirst ? i : width - 1 - i) & 1;
                buffer = lowestFirst ? buffer | (long) bit << held : buffer << 1 | bit;
                if (++held == 8) {
                    out.write((int) buffer);
                    buffer = 0;
                    held = 0;
                }
            }
        }

        byte[] bytes() {
            if (held > 0) {
                out.write((int) (lowestFirst ? buffer : buffer << (8 - held)));
            }
            return out.toByteArray();
        }
    }
}
