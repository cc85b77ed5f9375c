package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import java.io.IOException;

/// GIF's variable-length LZW: codes of growing width, each standing for a string of palette indexes that is an
/// older string and one index more.
final class GifCodes {
    /// Entries of the table, and so the longest string.
    static final int TABLE = 4096;

    private final Content content;
    private final byte[] codes;
    private final int clear;
    private final int[] prefix = new int[TABLE];
    private final byte[] last = new byte[TABLE];
    private final byte[] string = new byte[TABLE + 1];
    private int bitAt;
    private int width;
    private int next;

    GifCodes(Content content, byte[] codes, int codeBits) {
        this.content = content;
        this.codes = codes;
        this.clear = 1 << codeBits;
        for (int i = 0; i < clear; i++) {
            last[i] = (byte) i;
        }
        reset();
    }

    private void reset() {
        width = Integer.numberOfTrailingZeros(clear) + 1;
        next = clear + 2;
    }

    /// This many indexes; codes beyond them are ignored.
    byte[] decode(int count) throws IOException {
        byte[] out = new byte[count];
        int filled = 0;
        int before = -1;
        while (filled < count) {
            int code = code();
            if (code == clear) {
                Deadline.check();
                reset();
                before = -1;
                continue;
            }
            if (code == clear + 1 || code > next || (code == next && before < 0) || (before < 0 && code > clear)) {
                throw content.damaged(code == clear + 1 ? "its pixels end early" : "its pixels cannot be unpacked");
            }
            int length = expand(code, before);
            int copied = Math.min(length, count - filled);
            System.arraycopy(string, string.length - length, out, filled, copied);
            filled += copied;
            grow(before, string[string.length - length]);
            before = code;
        }
        return out;
    }

    private int code() throws ImageFormatException {
        if (bitAt + width > codes.length * 8L) {
            throw content.damaged("its pixels end early");
        }
        int value = 0;
        for (int i = 0; i < width; i++, bitAt++) {
            value |= (codes[bitAt >> 3] >> (bitAt & 7) & 1) << i;
        }
        return value;
    }

    /// The code's string at the end of `string`; a code that is just being defined is the string before and its
    /// first index again.
    private int expand(int code, int before) {
        int at = string.length;
        int walk = code;
        if (code == next) {
            at--;
            walk = before;
        }
        while (walk > clear) {
            string[--at] = last[walk];
            walk = prefix[walk];
        }
        string[--at] = last[walk];
        if (code == next) {
            string[string.length - 1] = string[at];
        }
        return string.length - at;
    }

    private void grow(int before, byte first) {
        if (before < 0 || next >= TABLE) {
            return;
        }
        prefix[next] = before;
        last[next] = first;
        next++;
        if (next == 1 << width && width < 12) {
            width++;
        }
    }
}
