package dev.fettle.image.files;

import java.io.IOException;

/// Rows of luma and subsampled chroma (TIFF 6.0, section 21) as rows of whole pixels: every unit holds its luma
/// samples,
/// row after row, and one sample of either chroma, which is repeated.
final class ChromaRows implements TiffRows {
    private final TiffRows rows;
    private final int columns;
    private final int rowsOfUnit;
    private final byte[] units;
    private int y; // row in the units

    /// @param rows of units
    /// @param columns of pixels in a unit
    /// @param unitBytes bytes of a row of units
    ChromaRows(TiffRows rows, int columns, int rowsOfUnit, int unitBytes) {
        this.rows = rows;
        this.columns = columns;
        this.rowsOfUnit = rowsOfUnit;
        this.units = new byte[unitBytes];
        this.y = rowsOfUnit;
    }

    @Override
    public boolean next(byte[] row) throws IOException {
        if (y == rowsOfUnit) {
            y = 0;
            if (!rows.next(units)) {
                return false;
            }
        }
        int lumas = columns * rowsOfUnit;
        for (int x = 0; x < row.length / 3; x++) {
            int unit = x / columns * (lumas + 2);
            row[3 * x] = units[unit + y * columns + x % columns];
            row[3 * x + 1] = units[unit + lumas];
            row[3 * x + 2] = units[unit + lumas + 1];
        }
        y++;
        return true;
    }

    @Override
    public void finish() throws IOException {
        rows.finish();
    }

    @Override
    public void close() {
        rows.close();
    }
}
