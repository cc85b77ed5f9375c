package dev.fettle.image.data;

import dev.fettle.image.files.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The pictures that lie directly in a folder, sorted by name (code point by code point, so alike on every
/// machine).
///
/// What counts as a picture here is told by the file name's ending ({@link Format#ofName}), so that notes and
/// checksums may lie beside the pictures; reading then goes by content. Hidden files are left out.
public record ImageFolder(Path folder, List<Path> files) {
    public ImageFolder {
        files = List.copyOf(files);
    }

    /// Lists a folder; one without pictures has no files.
    ///
    /// @throws IllegalArgumentException if it is not a folder
    /// @throws IOException if it cannot be listed
    public static ImageFolder of(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("'%s' is not a folder of pictures".formatted(folder));
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return new ImageFolder(
                    folder,
                    entries.filter(ImageFolder::isPicture)
                            .sorted(Comparator.comparing(ImageFolder::name))
                            .toList());
        }
    }

    private static boolean isPicture(Path file) {
        return !name(file).startsWith(".") && Format.ofName(name(file)).isPresent() && Files.isRegularFile(file);
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    /// The file's name without its last ending: `baby` for `Set5/HR/baby.png`.
    static String stem(Path file) {
        String name = name(file);
        int dot = name.lastIndexOf('.');
        return dot < 1 ? name : name.substring(0, dot);
    }

    /// Every picture of this folder with the low-resolution file of the same stem, or of the stem and the scale
    /// as in DIV2K (`0801.png` and `0801x2.png`), in this folder's order.
    ///
    /// @throws IllegalArgumentException if a picture has no such file, or several
    public List<ImagePair> pairedWith(ImageFolder low, int scale) {
        return files.stream()
                .map(file -> new ImagePair(file, low.matching(file, scale), scale))
                .toList();
    }

    private Path matching(Path original, int scale) {
        String stem = stem(original);
        String scaled = stem + "x" + scale;
        List<Path> matches = files.stream()
                .filter(file -> stem(file).equals(stem) || stem(file).equals(scaled))
                .toList();
        if (matches.size() == 1) {
            return matches.getFirst();
        }
        throw new IllegalArgumentException("'%s': wanted one file named %s or %s, with any ending, for '%s'; found %s"
                .formatted(folder, stem, scaled, original, matches.isEmpty() ? "none" : names(matches)));
    }

    private static String names(List<Path> files) {
        return files.stream().map(ImageFolder::name).collect(Collectors.joining(", "));
    }
}
