package dev.fettle.train.data;

/// A patch from anywhere in the picture with zeros around it, and in half of the draws its mirror image,
/// left and right exchanged. He et al., CVPR 2016, sec. 4.2, for CIFAR-10: 4 zeros on each side of 32×32
/// pixels. Without padding and mirroring, pictures of the patch's size are taken as they are.
///
/// @param padding zeros on each side
/// @param flipped whether to mirror
public record PaddedCrop(int padding, boolean flipped) implements Augmentation {
    public static final PaddedCrop DEFAULTS = new PaddedCrop(4, true);

    private static final int MOST_PADDING = 1024;

    public PaddedCrop {
        if (padding < 0 || padding > MOST_PADDING) {
            throw new IllegalArgumentException(
                    "data.augmentation: padding must be 0 to %d, got %d".formatted(MOST_PADDING, padding));
        }
    }

    @Override
    public void draw(RandomState random, Bitmap picture, Place place) {
        int side = place.side();
        int left = random.nextInt(picture.width() + 2 * padding - side + 1) - padding;
        int top = random.nextInt(picture.height() + 2 * padding - side + 1) - padding;
        boolean isMirrored = flipped && random.nextInt(2) == 1;
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                int x = left + (isMirrored ? side - 1 - column : column);
                int y = top + row;
                if (x >= 0 && x < picture.width() && y >= 0 && y < picture.height()) {
                    place.set(row, column, picture, (y * picture.width() + x) * picture.channels());
                }
            }
        }
    }
}
