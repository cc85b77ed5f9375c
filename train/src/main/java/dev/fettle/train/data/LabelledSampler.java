package dev.fettle.train.data;

import dev.fettle.image.Image;

/// Draws pictures of classes, each with the same chance whatever was drawn before, and varies them. All
/// randomness comes from a {@link RandomState}, so that its state is the position in the data.
///
/// @param patch height and width of what the network is given
public record LabelledSampler(LabelledPictures pictures, int patch, Augmentation augmentation) implements BatchSource {
    private static final int CHANNELS = Image.Colour.RGB.channels();

    @Override
    public Batch next(RandomState random, int count) {
        int samples = patch * patch * CHANNELS;
        float[] input = new float[count * samples];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            int picked = random.nextInt(pictures.size());
            labels[i] = pictures.label(picked);
            augmentation.draw(random, pictures.picture(picked), new Augmentation.Place(patch, input, i * samples));
        }
        return Batch.labelled(patch, CHANNELS, input, labels);
    }
}
