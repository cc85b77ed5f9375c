package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import java.util.Arrays;

/// Apple's run lengths (TIFF 6.0, section 9): a byte n of 0 to 127 stands before n + 1 bytes that are taken as they
/// are, one of -127 to -1 before a byte that is taken 1 - n times, -128 for nothing. Runs that cross a row's end,
/// which the specification forbids, are read as others do.
final class PackBitsRows implements TiffRows {
    private static final int LONGEST_RUN = -127;
    // short runs of the same byte, one after the other, which any writer would join; a strip of zeros looks so
    private static final int MOST_EQUAL = 8;

    private final Content content;
    private final PackedBytes source;
    private final byte[] packed;
    private final int end;
    private int at;
    private int left; // bytes of the run or of the literal that are still to come
    private boolean isRun;
    private int equal;
    private int before; // header and byte of the run before

    PackBitsRows(Content content, PackedBytes source) {
        this.content = content;
        this.source = source;
        this.packed = source.bytes();
        this.at = source.from();
        this.end = source.end();
    }

    @Override
    public boolean next(byte[] row) throws ImageFormatException {
        int filled = 0;
        equal = 0;
        while (filled < row.length) {
            if (left == 0 && !begin()) {
                return false;
            }
            int count = Math.min(left, row.length - filled);
            if (at + (isRun ? 1 : count) > end) {
                return false;
            }
            take(row, filled, count);
            filled += count;
        }
        return true;
    }

    private boolean begin() throws ImageFormatException {
        while (at < end) {
            int header = packed[at++];
            if (header != -128) {
                isRun = header < 0;
                left = isRun ? 1 - header : 1 + header;
                requirePossible(header);
                return true;
            }
        }
        return false;
    }

    private void requirePossible(int header) throws ImageFormatException {
        boolean joinable = header <= 0 && header != LONGEST_RUN && at < end;
        int run = joinable ? header << 8 | packed[at] & 0xFF : 1;
        equal = joinable && run == before ? equal + 1 : 0;
        before = run;
        if (equal == MOST_EQUAL) {
            throw content.damaged("its run lengths repeat what is no run");
        }
    }

    @Override
    public void finish() throws ImageFormatException {
        source.requireSpent(content, at);
    }

    private void take(byte[] row, int from, int count) {
        left -= count;
        if (isRun) {
            Arrays.fill(row, from, from + count, packed[at]);
            at += left == 0 ? 1 : 0;
        } else {
            System.arraycopy(packed, at, row, from, count);
            at += count;
        }
    }
}
