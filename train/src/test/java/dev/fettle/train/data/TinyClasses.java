package dev.fettle.train.data;

import dev.fettle.image.Image;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.WriteOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/// A folder of small pictures that a network of one convolution can sort: those of `across` have stripes
/// from left to right, those of `down` from top to bottom, each of random colours.
public final class TinyClasses {
    /// In their order.
    public static final List<String> NAMES = List.of("across", "down");

    private TinyClasses() {}

    /// @param count of each class
    /// @param seed other pictures for another seed
    public static Path write(Path folder, int count, int side, long seed) {
        Random random = new Random(seed);
        try {
            for (String name : NAMES) {
                Path ofClass = Files.createDirectories(folder.resolve(name));
                for (int i = 0; i < count; i++) {
                    Image picture = stripes(side, name.equals("down"), random);
                    ImageFiles.write(picture, ofClass.resolve("p" + i + ".png"), WriteOptions.of(Format.PNG));
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Image stripes(int side, boolean isDown, Random random) {
        float[][] planes = new float[3][side * side];
        int phase = random.nextInt(2);
        for (float[] plane : planes) {
            float dark = 0.3f * random.nextFloat();
            float bright = 1 - 0.3f * random.nextFloat();
            for (int i = 0; i < plane.length; i++) {
                int line = isDown ? i % side : Math.floorDiv(i, side);
                plane[i] = (line + phase) % 2 == 0 ? dark : bright;
            }
        }
        return Image.of(side, side, planes);
    }
}
