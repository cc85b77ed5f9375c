package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import java.io.IOException;
import java.util.Arrays;

/// Rows of CCITT's codings (ITU-T T.4 and T.6; TIFF 6.0, sections 10 and 11): runs of white and black, or the places
/// where the colour changes relative to those of the row above. White comes out as 0, black as 1.
final class FaxRows implements TiffRows {
    private static final int EOL_ZEROS = 11; // before the 1 of an end-of-line mark
    private static final int SENTINELS = 4; // behind the changes of a row, all at the width

    private final Content content;
    private final PackedBytes source;
    private final FaxBits bits;
    private final Coding coding;
    private final int width;
    private int[] above = new int[64]; // where the colour changes, white to black first; behind them the width
    private int[] changes = new int[64];
    private int count;

    /// How the rows follow each other.
    enum Coding {
        /// every row begins at a byte
        RUNS,
        /// every row begins at a word of 16 bits
        RUNS_IN_WORDS,
        /// T.4 with one dimension: end-of-line marks between the rows
        T4,
        /// T.4 with two dimensions: a bit behind each mark says which kind of row follows
        T4_TWO_DIMENSIONS,
        /// T.6: no marks, two dimensions
        T6
    }

    FaxRows(Content content, PackedBytes source, Coding coding, int width) {
        this.content = content;
        this.source = source;
        this.bits = new FaxBits(source.bytes(), source.from(), source.length());
        this.coding = coding;
        this.width = width;
        Arrays.fill(above, width);
    }

    @Override
    public boolean next(byte[] row) throws IOException {
        if (bits.atEnd() || !begin()) {
            return false;
        }
        paint(row);
        swap();
        return true;
    }

    @Override
    public void finish() throws ImageFormatException {
        if (bits.peek(EOL_ZEROS) != 0) { // they begin the end mark of T.6 as well
            source.requireSpent(content, source.from() + bits.bytes());
        }
    }

    /// Reads the changes of the next row; false where the data says that there is none.
    private boolean begin() throws ImageFormatException {
        count = 0;
        return switch (coding) {
            case RUNS -> {
                bits.align(8);
                yield runs();
            }
            case RUNS_IN_WORDS -> {
                bits.align(16);
                yield runs();
            }
            case T4 -> passMarks() < 2 && runs();
            case T4_TWO_DIMENSIONS -> passMarks() < 2 && (bits.take(1) == 1 ? runs() : modes());
            case T6 -> modes();
        };
    }

    /// Passes the end-of-line marks that stand here, with the zeros that fill up before them; says how many.
    private int passMarks() {
        int marks = 0;
        while (bits.peek(EOL_ZEROS) == 0 && !bits.atEnd()) {
            while (bits.peek(1) == 0 && !bits.atEnd()) {
                bits.skip(1);
            }
            bits.skip(1);
            marks++;
        }
        return marks;
    }

    /// A row of runs, white first (T.4, 4.1).
    private boolean runs() throws ImageFormatException {
        if (bits.peek(EOL_ZEROS) == 0) {
            return false;
        }
        int at = 0;
        boolean black = false;
        while (at < width) {
            at = change(at + run(black));
            black = !black;
        }
        return true;
    }

    private int run(boolean black) throws ImageFormatException {
        int run = 0;
        while (true) {
            int found = FaxCodes.lookUp(black, bits.peek(FaxCodes.MOST_BITS));
            if (found == 0) {
                throw wrong();
            }
            bits.skip(found >> 12);
            run += found & 0xFFF;
            if ((found & 0xFFF) < 64) {
                return run;
            }
            if (run > width) {
                throw wrong();
            }
        }
    }

    /// A row by its differences from the one above (T.4, 4.2; T.6, 2.2). The names a0, a1, b1 and b2 are theirs.
    private boolean modes() throws ImageFormatException {
        int a0 = -1;
        boolean black = false;
        int b = 0; // where b1 stands among the changes above
        while (a0 < width) {
            b = next(b, a0, black);
            FaxMode mode = FaxMode.of(bits.peek(FaxMode.MOST_BITS));
            if (mode == FaxMode.NONE && a0 < 0) {
                return false;
            }
            bits.skip(mode.bits());
            switch (mode) {
                case PASS -> a0 = above[b + 1];
                case HORIZONTAL -> {
                    int a1 = change(Math.max(a0, 0) + run(black));
                    a0 = change(a1 + run(!black));
                }
                case SAME, RIGHT_1, RIGHT_2, RIGHT_3, LEFT_1, LEFT_2, LEFT_3 -> {
                    a0 = vertical(a0, above[b] + mode.right());
                    black = !black;
                }
                case EXTENSION -> throw content.unsupported("fax data with parts that are not packed is not read");
                case NONE -> throw wrong();
            }
        }
        return true;
    }

    private int vertical(int a0, int a1) throws ImageFormatException {
        if (a1 < Math.max(a0, 0)) {
            throw wrong();
        }
        return change(a1);
    }

    /// The first change above that lies right of a0 and is one to the colour that a0 does not have.
    private int next(int from, int a0, boolean black) {
        int b = (from & ~1) + (black ? 1 : 0);
        while (b >= 2 && above[b - 2] > a0) {
            b -= 2;
        }
        while (above[b] <= a0 && above[b] < width) {
            b += 2;
        }
        return b;
    }

    /// Takes note of a change at this place; two at the same place are none.
    private int change(int at) throws ImageFormatException {
        if (at > width) {
            throw wrong();
        }
        if (count > 0 && changes[count - 1] == at) {
            count--;
            return at;
        }
        if (count + SENTINELS == changes.length) {
            changes = Arrays.copyOf(changes, 2 * changes.length);
        }
        changes[count++] = at;
        return at;
    }

    private ImageFormatException wrong() {
        return content.damaged("a row of its fax data holds a code that cannot be");
    }

    private void swap() {
        Arrays.fill(changes, count, count + SENTINELS, width);
        int[] row = changes;
        changes = above;
        above = row;
    }

    private void paint(byte[] row) {
        Arrays.fill(row, (byte) 0);
        for (int i = 0; i < count; i += 2) {
            int end = i + 1 < count ? changes[i + 1] : width;
            for (int x = changes[i]; x < end; x++) {
                row[x >> 3] |= (byte) (0x80 >> (x & 7));
            }
        }
    }
}
