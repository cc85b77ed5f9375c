package dev.fettle.runtime;

import dev.fettle.runtime.Tiling.Tile;

/// How a picture is cut into windows of one size.
///
/// The engine keeps only the latest rows of its feature maps, so that buffers hardly depend on the height
/// of a picture: most pictures are one window, and others are cut into columns. But the order of work
/// grows with the height. It takes a hundred bytes for each turn, and pictures of many thousand rows are
/// cut into windows above one another so that it stays small, and is found soon.
///
/// @param rows from the top to the bottom
/// @param columns from left to right
record Grid(Tiling rows, Tiling columns) {
    /// @throws ArithmeticException if there are more than 2³¹
    int count() {
        return Math.multiplyExact(rows.count(), columns.count());
    }

    int overlap() {
        int sides = columns.halo().pixels();
        return rows.count() == 1 ? sides : Math.max(sides, rows.halo().pixels());
    }

    /// What a window is and what is kept of it.
    record Window(Tile rows, Tile columns) {}

    /// Asks for all windows, row after row.
    void forEach(Visitor visitor) {
        int number = 0;
        for (Tile row : rows.tiles()) {
            for (Tile column : columns.tiles()) {
                visitor.visit(number++, new Window(row, column));
            }
        }
    }

    @FunctionalInterface
    interface Visitor {
        /// @param number from 0 on
        void visit(int number, Window window);
    }
}
