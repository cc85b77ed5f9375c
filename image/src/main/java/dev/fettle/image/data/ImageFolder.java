package dev.fettle.image.data;

import dev.fettle.file.FileName;
import dev.fettle.image.files.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The pictures that lie directly in a folder, sorted by name (as {@link String#compareTo} does, whatever the language
/// of the machine).
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
    public static String stem(Path file) {
        return FileName.stem(file);
    }

    /// The file of this folder that was made of a picture of another one: of the same stem, or with `x2` or `_x2`
    /// behind it, as published low-resolution files are named (DIV2K: `0801.png` and `0801x2.png`).
    ///
    /// @throws IllegalArgumentException if there is none, or several
    public Path partnerOf(Path original, int scale) {
        String stem = stem(original);
        Set<String> wanted = Set.of(stem, stem + "x" + scale, stem + "_x" + scale);
        List<Path> matches =
                files.stream().filter(file -> wanted.contains(stem(file))).toList();
        if (matches.size() == 1) {
            return matches.getFirst();
        }
        throw new IllegalArgumentException("'%s': wanted one file named %s, %sx%d or %s_x%d, with any ending; found %s"
                .formatted(folder, stem, stem, scale, stem, scale, matches.isEmpty() ? "none" : names(matches)));
    }

    private static String names(List<Path> files) {
        return files.stream().map(ImageFolder::name).collect(Collectors.joining(", "));
    }
}
