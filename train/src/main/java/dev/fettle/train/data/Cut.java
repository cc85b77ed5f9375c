package dev.fettle.train.data;

import dev.fettle.image.Image;

/// The place of a picture that becomes a patch, and the place in a batch where the patch goes.
///
/// @param place in the pair's input
/// @param index of the patch in the batch
record Cut(Pair pair, Square place, Batch batch, int index) {
    int channels() {
        return batch.channels();
    }

    /// Where the patch's samples begin in the batch's input.
    int from() {
        return index * place.side() * place.side() * channels();
    }

    /// Where they end.
    int to() {
        return from() + place.side() * place.side() * channels();
    }

    /// The patch as the pair has it.
    void copyInput() {
        place.copy(pair.input(), batch.input(), from());
    }

    /// The originals as the pair has them, at all scales.
    void copyTargets() {
        int enlargement = batch.enlargement();
        batch.targets().forEach((scale, target) -> {
            int side = batch.side(scale);
            place.at(scale, enlargement).copy(pair.target(scale), target, index * side * side * channels());
        });
    }

    /// The samples of the window that has the patch in its place, (side, side, channels).
    float[] around(JpegWindow window) {
        float[] samples = new float[window.side() * window.side() * channels()];
        place.within(window).copy(pair.input(), samples, 0);
        return samples;
    }

    /// This cut of a larger square, in the same place as far as the picture reaches.
    Cut of(int side) {
        Bitmap picture = pair.input();
        int left = fitting(place.left(), place.side(), side, picture.width());
        int top = fitting(place.top(), place.side(), side, picture.height());
        return new Cut(pair, place.with(left, top, side), batch, index);
    }

    private static int fitting(int start, int side, int larger, int length) {
        int middle = start - (larger - side) / 2;
        return larger > length ? middle : Math.clamp(middle, 0, length - larger);
    }

    /// Writes a patch: a picture and its original; gray ones into all channels.
    void put(Image input, Image original) {
        int side = input.width();
        int start = index * side * side * channels();
        put(input, batch.input(), start);
        put(original, batch.target(1), start);
    }

    private void put(Image picture, float[] to, int start) {
        for (int channel = 0; channel < channels(); channel++) {
            float[] plane = picture.plane(Math.min(channel, picture.channels() - 1));
            for (int i = 0; i < plane.length; i++) {
                to[start + i * channels() + channel] = plane[i];
            }
        }
    }
}
