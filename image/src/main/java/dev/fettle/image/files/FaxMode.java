package dev.fettle.image.files;

import java.util.Arrays;
import java.util.stream.IntStream;

/// How a fax row's next change of colour is told by the row above (ITU-T T.4, table 4; T.6, table 1).
enum FaxMode {
    PASS("0001", 0),
    HORIZONTAL("001", 0),
    SAME("1", 0),
    RIGHT_1("011", 1),
    RIGHT_2("000011", 2),
    RIGHT_3("0000011", 3),
    LEFT_1("010", -1),
    LEFT_2("000010", -2),
    LEFT_3("0000010", -3),
    EXTENSION("0000001", 0),
    /// no mode: the end of the data, or damage
    NONE("0000000", 0);

    /// Bits of the longest code word.
    static final int MOST_BITS = 7;

    private static final FaxMode[] BY_BITS = IntStream.range(0, 1 << MOST_BITS)
            .mapToObj(bits -> Arrays.stream(values())
                    .filter(mode -> mode.begins(bits))
                    .findFirst()
                    .orElseThrow())
            .toArray(FaxMode[]::new);

    private final String word;
    private final int right;

    FaxMode(String word, int right) {
        this.word = word;
        this.right = right;
    }

    private boolean begins(int bits) {
        return bits >> (MOST_BITS - word.length()) == Integer.parseInt(word, 2);
    }

    /// The mode whose code word the next seven bits begin with.
    static FaxMode of(int bits) {
        return BY_BITS[bits];
    }

    /// Length of the code word.
    int bits() {
        return word.length();
    }

    /// Where the change lies, in pixels right of the one above.
    int right() {
        return right;
    }
}
