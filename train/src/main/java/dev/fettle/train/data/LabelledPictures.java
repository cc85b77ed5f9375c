package dev.fettle.train.data;

import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.data.CentreCrop;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.ImageHeader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/// Pictures of classes as training and validation read them, three channels of 8 bits. They are kept in
/// memory, unless they take more than {@link #KEPT_BYTES} there, as those of ImageNet do: such are read
/// from their files whenever they are wanted, with the same samples.
public final class LabelledPictures {
    static final long KEPT_BYTES = 1L << 30;

    private static final int CHANNELS = Image.Colour.RGB.channels();

    private final LabelledPhotographs photographs;
    private final UnaryOperator<Image> prepared;
    private final List<Bitmap> kept; // empty if they are read from their files

    private LabelledPictures(LabelledPhotographs photographs, UnaryOperator<Image> prepared, boolean isKept) {
        this.photographs = photographs;
        this.prepared = prepared;
        this.kept = isKept ? photographs.photographs().read(this::bitmap) : List.of();
    }

    /// Whole, to draw patches from.
    ///
    /// @param patch that each must be large enough for
    /// @throws IllegalArgumentException listing all files that cannot be read or are smaller than the patch
    public static LabelledPictures whole(LabelledPhotographs photographs, int patch) {
        return whole(photographs, patch, KEPT_BYTES);
    }

    static LabelledPictures whole(LabelledPhotographs photographs, int patch, long keptBytes) {
        long bytes = CHANNELS * pixels(photographs, patch);
        return new LabelledPictures(photographs, Image::coloured, bytes <= keptBytes);
    }

    /// Cut to their middle, to measure on.
    ///
    /// @throws IllegalArgumentException listing all files that cannot be read or are smaller than the crop
    public static LabelledPictures cut(LabelledPhotographs photographs, CentreCrop crop) {
        return cut(photographs, crop, KEPT_BYTES);
    }

    static LabelledPictures cut(LabelledPhotographs photographs, CentreCrop crop, long keptBytes) {
        pixels(photographs, crop.side());
        long bytes = (long) CHANNELS * crop.side() * crop.side() * photographs.size();
        return new LabelledPictures(photographs, crop::of, bytes <= keptBytes);
    }

    /// Of all pictures together, by their headers.
    private static long pixels(LabelledPhotographs photographs, int patch) {
        return photographs.photographs().read(file -> pixels(file, patch)).stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static long pixels(Path file, int patch) throws ImageFormatException {
        ImageHeader header = ImageFiles.header(file);
        if (Math.min(header.width(), header.height()) < patch) {
            throw new IllegalArgumentException(
                    "%s: %dx%d is smaller than a patch of %d; leave the file out or set data.patch lower"
                            .formatted(file, header.width(), header.height(), patch));
        }
        return header.pixels();
    }

    private Bitmap bitmap(Path file) throws ImageFormatException {
        return Bitmap.eightBits(prepared.apply(ImageFiles.read(file)));
    }

    public int size() {
        return photographs.size();
    }

    /// Names of the classes, in the order of their numbers.
    public List<String> classes() {
        return photographs.classes();
    }

    /// How many pictures each class has.
    public int[] counts() {
        return photographs.folder().counts();
    }

    /// The number of a picture's class.
    public int label(int index) {
        return photographs.label(index);
    }

    /// A picture.
    ///
    /// @throws UncheckedIOException if it has to be read and cannot be
    public Bitmap picture(int index) {
        if (!kept.isEmpty()) {
            return kept.get(index);
        }
        try {
            return bitmap(photographs.photographs().files().get(index));
        } catch (ImageFormatException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "LabelledPictures[%d of %d classes%s]"
                .formatted(size(), classes().size(), kept.isEmpty() ? ", read from files" : "");
    }
}
