package dev.fettle.train.data;

import dev.fettle.image.Image;

/// What a network is given and what it should give back.
///
/// @param name file name, for messages
/// @param input channels and size as the network takes them
/// @param target as large as the network's output
public record Example(String name, Image input, Image target) {
    /// As training keeps it.
    Pair inMemory() {
        boolean photographs = input.channels() == 3;
        Bitmap degraded = photographs ? Bitmap.eightBits(input) : Bitmap.sixteenBits(input);
        Bitmap original = photographs ? Bitmap.eightBits(target) : Bitmap.sixteenBits(target);
        return new Pair(name, degraded, original);
    }
}
