package dev.fettle.runtime.engine;

/// The rows of a feature map that a step reads, counted from the first that is computed.
///
/// @param node the index of the map's node
record Read(int node, Rows rows) {
    /// The rows as they follow from the bands; rows outside the map do not count.
    interface Rows {
        /// The whole map, before the first band is made.
        Rows ALL = new Rows() {
            @Override
            public int from(int band) {
                return 0;
            }

            @Override
            public int to(int band) {
                return Integer.MAX_VALUE;
            }
        };

        /// The first row that this band reads; those behind it read none above.
        int from(int band);

        /// The row behind the last that the bands before this one read.
        int to(int band);
    }

    /// Band by band the row of the same number.
    static Read sameRow(int node) {
        return below(node, 0);
    }

    /// The row so many rows above the band's own.
    static Read below(int node, int down) {
        return new Read(node, new Rows() {
            @Override
            public int from(int band) {
                return band - down;
            }

            @Override
            public int to(int band) {
                return band - down;
            }
        });
    }

    /// Of a map of 1/factor of the height.
    ///
    /// @param above bands that come before the one of row 0
    /// @param before rows of the map that come before row 0
    static Read enlarged(int node, int factor, int above, int before) {
        return new Read(node, new Rows() {
            @Override
            public int from(int band) {
                return Math.floorDiv(band - above, factor) + before;
            }

            @Override
            public int to(int band) {
                return Math.ceilDiv(band - above, factor) + before;
            }
        });
    }

    /// Of a map of factor times the height, of which each band reads so many rows, and a margin above and below.
    static Read reduced(int node, int factor, int margin) {
        return new Read(node, new Rows() {
            @Override
            public int from(int band) {
                return band * factor - margin;
            }

            @Override
            public int to(int band) {
                return band * factor + margin;
            }
        });
    }

    /// The same rows of another map, so many further up.
    Read moved(int toNode, int down) {
        if (isWhole() || down == 0) {
            return new Read(toNode, rows);
        }
        Rows own = rows;
        return new Read(toNode, new Rows() {
            @Override
            public int from(int band) {
                return own.from(band) - down;
            }

            @Override
            public int to(int band) {
                return own.to(band) - down;
            }
        });
    }

    static Read whole(int node) {
        return new Read(node, Rows.ALL);
    }

    boolean isWhole() {
        return rows == Rows.ALL;
    }
}
