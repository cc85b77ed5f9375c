package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import java.util.Arrays;

/// A prefix code of VP8L (RFC 9649, sec. 3.7.2): symbols of 0 to 15 bits.
final class Vp8lCode {
    private static final int MOST_BITS = 15;
    private static final int FAST_BITS = 8;
    private static final int[] ORDER = {17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    private static final int REPEAT = 16; // of the code lengths: the last one that was not 0; 17 and 18: zeros

    private final int[] symbols; // by code
    private final int[] counts = new int[MOST_BITS + 1]; // of symbols of each length
    private final int fastBits;
    private final int[] fast; // by the next bits: symbol << 4 | length; 0 if the code is longer

    private Vp8lCode(int[] lengths, Vp8lBits bits) throws ImageFormatException {
        for (int length : lengths) {
            counts[length]++;
        }
        counts[0] = 0;
        symbols = sorted(lengths);
        fastBits = symbols.length == 1 ? 0 : Math.min(FAST_BITS, longest());
        fast = new int[1 << fastBits];
        if (symbols.length > 1) {
            requireComplete(bits);
            fill();
        }
        if (symbols.length == 0) {
            throw bits.damaged("a code of its pixels has no symbols");
        }
    }

    private int[] sorted(int[] lengths) {
        int[] next = new int[MOST_BITS + 2];
        for (int length = 1; length <= MOST_BITS; length++) {
            next[length + 1] = next[length] + counts[length];
        }
        int[] sorted = new int[next[MOST_BITS + 1]];
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            if (lengths[symbol] > 0) {
                sorted[next[lengths[symbol]]++] = symbol;
            }
        }
        return sorted;
    }

    private int longest() {
        int longest = MOST_BITS;
        while (longest > 0 && counts[longest] == 0) {
            longest--;
        }
        return longest;
    }

    private void requireComplete(Vp8lBits bits) throws ImageFormatException {
        int free = 1;
        for (int length = 1; length <= MOST_BITS && free >= 0; length++) {
            free = 2 * free - counts[length];
        }
        if (free != 0) {
            throw bits.damaged("a code of its pixels cannot be");
        }
    }

    private void fill() {
        int code = 0;
        int index = 0;
        for (int length = 1; length <= fastBits; length++) {
            for (int i = 0; i < counts[length]; i++) {
                int entry = symbols[index++] << 4 | length;
                int first = Integer.reverse(code++) >>> Integer.SIZE - length; // codes begin with their highest bit
                for (int place = first; place < fast.length; place += 1 << length) {
                    fast[place] = entry;
                }
            }
            code <<= 1;
        }
    }

    /// The next symbol.
    int read(Vp8lBits bits) throws ImageFormatException {
        if (symbols.length == 1) {
            return symbols[0];
        }
        int next = bits.peek();
        int entry = fast[next & fast.length - 1];
        if (entry == 0) {
            return readSlowly(bits, next);
        }
        bits.skip(entry & 15);
        return entry >> 4;
    }

    private int readSlowly(Vp8lBits bits, int next) throws ImageFormatException {
        int code = 0;
        int first = 0;
        int index = 0;
        int length = 0;
        do {
            index += counts[length];
            first = first + counts[length] << 1;
            code = code << 1 | next >>> length & 1;
            length++;
        } while (code - first >= counts[length]); // ends, because the code is complete
        bits.skip(length);
        return symbols[index + code - first];
    }

    /// Reads the code itself.
    ///
    /// @param size how many symbols there may be
    static Vp8lCode of(Vp8lBits bits, int size) throws ImageFormatException {
        return new Vp8lCode(bits.flag() ? simple(bits, size) : lengths(bits, size), bits);
    }

    /// One or two symbols of equal length.
    private static int[] simple(Vp8lBits bits, int size) throws ImageFormatException {
        int[] lengths = new int[size];
        boolean two = bits.flag();
        setOne(bits, lengths, bits.number(bits.flag() ? 8 : 1));
        if (two) {
            setOne(bits, lengths, bits.number(8));
        }
        return lengths;
    }

    private static void setOne(Vp8lBits bits, int[] lengths, int symbol) throws ImageFormatException {
        if (symbol >= lengths.length) {
            throw bits.damaged("a code of its pixels has a symbol that cannot be");
        }
        lengths[symbol] = 1;
    }

    /// Lengths that are coded themselves.
    private static int[] lengths(Vp8lBits bits, int size) throws ImageFormatException {
        int[] ofLengths = new int[ORDER.length];
        int count = 4 + bits.number(4);
        for (int i = 0; i < count; i++) {
            ofLengths[ORDER[i]] = bits.number(3);
        }
        var code = new Vp8lCode(ofLengths, bits);
        int left = bits.flag() ? 2 + bits.number(2 + 2 * bits.number(3)) : size;
        if (left > size) {
            throw bits.damaged("a code of its pixels has more symbols than there can be");
        }
        int[] lengths = new int[size];
        int last = 8;
        for (int symbol = 0; symbol < size && left > 0; left--) {
            int length = code.read(bits);
            int from = symbol;
            symbol += length < REPEAT ? 1 : repeats(bits, length);
            if (symbol > size) {
                throw bits.damaged("a code of its pixels has more symbols than there can be");
            }
            last = length > 0 && length < REPEAT ? length : last;
            Arrays.fill(lengths, from, symbol, length > REPEAT ? 0 : length == REPEAT ? last : length);
        }
        return lengths;
    }

    private static int repeats(Vp8lBits bits, int length) throws ImageFormatException {
        return switch (length) {
            case REPEAT -> 3 + bits.number(2);
            case 17 -> 3 + bits.number(3);
            default -> 11 + bits.number(7);
        };
    }
}
