package dev.fettle.image.files;

import java.io.IOException;

/// The rows of a TIFF's strip or tile, unpacked one after the other, so that no more memory is taken than they need.
interface TiffRows extends AutoCloseable {
    /// Fills the array with the next row.
    ///
    /// @return whether the data held all of it
    /// @throws IOException if the data breaks the rules of its coding
    boolean next(byte[] row) throws IOException;

    /// Checks what stands behind the last row that was taken, where the coding has something to check.
    ///
    /// @throws IOException if that shows that the rows are wrong
    default void finish() throws IOException {}

    @Override
    default void close() {}
}
