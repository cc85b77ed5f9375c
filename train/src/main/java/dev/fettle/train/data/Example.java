package dev.fettle.train.data;

import dev.fettle.image.Image;

/// What a network is given and what it should give back.
///
/// @param name file name, for messages
/// @param input channels and size as the network takes them
/// @param target as large as the network's output
public record Example(String name, Image input, Image target) {
    /// A picture as training keeps it: photographs in 8 bits, luma in 16.
    static Bitmap inMemory(Image picture) {
        return picture.channels() == 3 ? Bitmap.eightBits(picture) : Bitmap.sixteenBits(picture);
    }
}
