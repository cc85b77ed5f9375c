package dev.fettle.image.files;

/// Rows as they are.
final class PlainRows implements TiffRows {
    private final PackedBytes plain;
    private int at;

    PlainRows(PackedBytes plain) {
        this.plain = plain;
        this.at = plain.from();
    }

    @Override
    public boolean next(byte[] row) {
        if (row.length > plain.end() - at) {
            return false;
        }
        System.arraycopy(plain.bytes(), at, row, 0, row.length);
        at += row.length;
        return true;
    }
}
