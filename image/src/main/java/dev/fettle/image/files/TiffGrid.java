package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;

/// How a TIFF's picture is cut into strips (as wide as the picture) or tiles, row after row; where the planes are
/// separate (tag 284), one such grid follows the other.
///
/// @param partHeight rows of every part, of which the lowest ones of strips may have fewer
/// @param planes 1, or as many as there are samples
record TiffGrid(int width, int height, boolean isTiled, int partWidth, int partHeight, int planes) {
    private static final int SEPARATE = 2;

    /// A strip or tile: the rectangle of the picture that it holds.
    ///
    /// @param index among all parts of the file
    /// @param columns of the picture in it; a tile at the right edge may have more, which mean nothing
    record Part(int index, int plane, int left, int top, int columns, int rows) {}

    static TiffGrid of(TiffPage page, int samples) throws ImageFormatException {
        int width = size(page, TiffTags.WIDTH);
        int height = size(page, TiffTags.HEIGHT);
        int planes = page.small(TiffTags.PLANAR, 1) == SEPARATE ? samples : 1;
        boolean tiled = page.has(TiffTags.TILE_WIDTH) || page.has(TiffTags.TILE_OFFSETS);
        return tiled
                ? new TiffGrid(
                        width, height, true, size(page, TiffTags.TILE_WIDTH), size(page, TiffTags.TILE_HEIGHT), planes)
                : new TiffGrid(width, height, false, width, rowsPerStrip(page, height, planes), planes);
    }

    /// The picture in one piece.
    static TiffGrid whole(TiffPage page) throws ImageFormatException {
        int width = size(page, TiffTags.WIDTH);
        int height = size(page, TiffTags.HEIGHT);
        return new TiffGrid(width, height, false, width, height, 1);
    }

    private static int size(TiffPage page, int tag) throws ImageFormatException {
        int size = page.small(tag, 0);
        if (size < 1) {
            throw page.content().damaged("its width or height, or that of its tiles, is " + size);
        }
        return size;
    }

    /// Where it is not stated, the strips are of equal height.
    private static int rowsPerStrip(TiffPage page, int height, int planes) throws ImageFormatException {
        long rows = page.stream().number(page.entries(), TiffTags.ROWS_PER_STRIP, 0);
        if (rows > 0) {
            return (int) Math.min(rows, height);
        }
        long strips = page.require(TiffTags.STRIP_OFFSETS).count() / planes;
        if (strips > 1) {
            page.repaired("the height of its strips is missing; they are taken to be equal");
        }
        return strips > 1 ? (int) Math.ceilDiv(height, Math.min(strips, height)) : height;
    }

    private int across() {
        return Math.ceilDiv(width, partWidth);
    }

    private int down() {
        return Math.ceilDiv(height, partHeight);
    }

    /// Parts of one plane.
    long partsOfPlane() {
        return (long) across() * down();
    }

    /// @param index among the parts of the plane
    Part part(int plane, int index) {
        int left = index % across() * partWidth;
        int top = index / across() * partHeight;
        return new Part(
                Math.toIntExact(plane * partsOfPlane() + index),
                plane,
                left,
                top,
                Math.min(partWidth, width - left),
                Math.min(partHeight, height - top));
    }

    /// What messages call a part.
    String name(Part part) {
        return "%s %d of %d".formatted(isTiled ? "tile" : "strip", part.index() + 1, planes * partsOfPlane());
    }
}
