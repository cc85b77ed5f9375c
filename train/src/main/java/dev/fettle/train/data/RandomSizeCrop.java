package dev.fettle.train.data;

import dev.fettle.image.Image;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;

/// A rectangle of a random part of the picture's area and of random shape, from anywhere in it, resized to
/// the patch by MATLAB's bicubic; and in half of the draws its mirror image, left and right exchanged.
/// Szegedy et al., CVPR 2015, sec. 6: 8 to 100 % of the area, the ratio of the sides between 3/4 and 4/3.
/// Area is drawn evenly, the logarithm of the ratio too. A picture that no rectangle of {@link #TRIES} fits
/// into gives the largest square from its middle.
///
/// @param leastArea the least part of the picture's area, above 0
/// @param aspect the largest ratio of the sides, at least 1
/// @param flipped whether to mirror
public record RandomSizeCrop(double leastArea, double aspect, boolean flipped) implements Augmentation {
    public static final RandomSizeCrop DEFAULTS = new RandomSizeCrop(0.08, 4.0 / 3, true);

    static final int TRIES = 10;

    private static final double MOST_ASPECT = 100;

    public RandomSizeCrop {
        if (!(leastArea > 0 && leastArea <= 1)) {
            throw new IllegalArgumentException(
                    "data.augmentation: leastArea must be above 0 and at most 1, got " + leastArea);
        }
        if (!(aspect >= 1 && aspect <= MOST_ASPECT)) {
            throw new IllegalArgumentException(
                    "data.augmentation: aspect must be 1 to %s, got %s".formatted(MOST_ASPECT, aspect));
        }
    }

    /// A part of a picture.
    record Rectangle(int left, int top, int width, int height) {}

    @Override
    public void draw(RandomState random, Bitmap picture, Place place) {
        Rectangle part = rectangle(random, picture.width(), picture.height());
        boolean isMirrored = flipped && random.nextInt(2) == 1;
        int side = place.side();
        Image cut = cut(picture, part);
        Bitmap resized = Bitmap.eightBits(Bicubic.resize(cut, side, side, Flavour.MIRROR_8BIT));
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                int x = isMirrored ? side - 1 - column : column;
                place.set(row, column, resized, (row * side + x) * resized.channels());
            }
        }
    }

    Rectangle rectangle(RandomState random, int width, int height) {
        for (int i = 0; i < TRIES; i++) {
            double area = (leastArea + (1 - leastArea) * random.nextDouble()) * width * height;
            double ratio = StrictMath.exp(StrictMath.log(aspect) * (2 * random.nextDouble() - 1));
            int partWidth = (int) Math.round(Math.sqrt(area * ratio));
            int partHeight = (int) Math.round(Math.sqrt(area / ratio));
            if (partWidth >= 1 && partHeight >= 1 && partWidth <= width && partHeight <= height) {
                int left = random.nextInt(width - partWidth + 1);
                int top = random.nextInt(height - partHeight + 1);
                return new Rectangle(left, top, partWidth, partHeight);
            }
        }
        int side = Math.min(width, height);
        return new Rectangle((width - side) / 2, (height - side) / 2, side, side);
    }

    private static Image cut(Bitmap picture, Rectangle part) {
        int channels = picture.channels();
        float[][] planes = new float[channels][part.width * part.height];
        for (int row = 0; row < part.height; row++) {
            for (int column = 0; column < part.width; column++) {
                int from = ((part.top + row) * picture.width() + part.left + column) * channels;
                for (int channel = 0; channel < channels; channel++) {
                    planes[channel][row * part.width + column] = picture.sample(from + channel);
                }
            }
        }
        return Image.of(part.width, part.height, planes);
    }
}
