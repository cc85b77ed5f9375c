package dev.fettle.train.data;

/// How a picture of a class is varied each time that it is drawn. As YAML a block whose `type` says which.
public interface Augmentation {
    /// Where a patch goes.
    ///
    /// @param side height and width of the patch
    /// @param samples of a batch in (N, H, W, C) order
    /// @param from where those of the patch begin, which are zero
    record Place(int side, float[] samples, int from) {
        /// Writes a pixel.
        ///
        /// @param index of its first channel in the picture
        void set(int row, int column, Bitmap picture, int index) {
            int to = from + (row * side + column) * picture.channels();
            for (int channel = 0; channel < picture.channels(); channel++) {
                samples[to + channel] = picture.sample(index + channel);
            }
        }
    }

    /// Draws one patch of a picture that is at least as large.
    void draw(RandomState random, Bitmap picture, Place place);
}
