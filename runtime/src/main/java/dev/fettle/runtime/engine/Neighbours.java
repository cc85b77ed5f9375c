package dev.fettle.runtime.engine;

/// Filters of a convolution, one behind the other, whose samples of a pixel go to neighbouring places. Without a pixel
/// shuffle these are all; with one by r, those of one of the r² pixels that it makes (see {@link Convolution}), in
/// groups of each group, and those of r pixels side by side where nothing lies between their channels.
///
/// @param filters how many
/// @param shuffle r
/// @param across pixels side by side that they make: 1 or r
record Neighbours(int filters, int shuffle, int across) {
    static Neighbours of(Geometry geometry, int shuffle, Layout result) {
        if (shuffle == 1) {
            return new Neighbours(geometry.filters(), 1, 1);
        }
        int groups = geometry.convolve().groups();
        int ofPixel = geometry.filters() / groups / (shuffle * shuffle);
        boolean isTight = groups == 1 && result.pixelStep() == result.channels();
        return isTight ? new Neighbours(ofPixel * shuffle, shuffle, shuffle) : new Neighbours(ofPixel, shuffle, 1);
    }

    /// The row that the filter at a place makes, of the r rows of a pixel.
    int down(int place) {
        return place / filters * across / shuffle % shuffle;
    }

    /// The column of the first pixel that its neighbours make.
    int right(int place) {
        return place / filters * across % shuffle;
    }

    /// The first channel of the first pixel that they make.
    int channel(int place) {
        int runsOfGroup = shuffle * shuffle / across;
        return place / filters / runsOfGroup * filters;
    }
}
