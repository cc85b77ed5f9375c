package dev.fettle.lab.sweep;

/// A square of one picture that the report shows as every variant restores it.
///
/// @param set name of the {@link TestSet} with the picture
/// @param picture its file's name without the ending
/// @param left first column, in pixels of the original
/// @param top first row
/// @param side of the square in pixels of the original
/// @param zoom how many times larger the report shows each pixel
public record Crop(String set, String picture, int left, int top, int side, int zoom) {
    static final Crop DEFAULTS = new Crop("", "", 0, 0, 48, 4);

    private static final int LARGEST_SIDE = 2048;

    public Crop {
        if (left < 0 || top < 0 || side < 1 || zoom < 1 || (long) side * zoom > LARGEST_SIDE) {
            throw new IllegalArgumentException(
                    "crops: left and top must be at least 0, side and zoom at least 1 and side times zoom at most %d, got %d, %d, %d and %d"
                            .formatted(LARGEST_SIDE, left, top, side, zoom));
        }
    }

    /// @throws IllegalArgumentException if something is not said
    void requireComplete() {
        if (set.isBlank() || picture.isBlank()) {
            throw new IllegalArgumentException("crops: each needs 'set' and 'picture', got " + this);
        }
    }
}
