package dev.fettle.image.files;

import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Zlib streams (TIFF supplement 2). A wrong checksum behind the rows is damage; one that is cut off is not.
final class DeflateRows implements TiffRows {
    private static final int SURPLUS = 1 << 24; // bytes behind the rows that are worth reading for the checksum

    private final Content content;
    private final Inflater inflater = new Inflater();

    DeflateRows(Content content, PackedBytes source) {
        this.content = content;
        inflater.setInput(source.bytes(), source.from(), source.length());
    }

    @Override
    public boolean next(byte[] row) throws IOException {
        int filled = 0;
        while (filled < row.length) {
            int count = inflate(row, filled);
            if (count == 0) {
                return false;
            }
            filled += count;
        }
        return true;
    }

    /// How many bytes came; none where the data ends.
    private int inflate(byte[] target, int from) throws IOException {
        try {
            return inflater.inflate(target, from, target.length - from);
        } catch (DataFormatException e) {
            throw content.damaged("its deflated data is wrong: " + e.getMessage(), e);
        }
    }

    @Override
    public void finish() throws IOException {
        byte[] surplus = new byte[1024];
        int passed = 0;
        for (int count = 1; count > 0 && passed < SURPLUS; passed += count) {
            Deadline.check();
            count = inflate(surplus, 0);
        }
        if (passed > 0 && !inflater.finished()) {
            throw content.damaged("its deflated data goes on behind its rows and has no end");
        }
    }

    @Override
    public void close() {
        inflater.end();
    }
}
