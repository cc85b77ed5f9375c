package dev.fettle.cli;

import dev.fettle.image.files.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A folder of test pictures: the files in it whose names end like pictures, in the order of their names. A benchmark
/// folder that keeps its
/// originals in a subfolder `HR` may be named itself.
record PictureFolder(Path path, List<Path> pictures) {
    PictureFolder {
        pictures = List.copyOf(pictures);
    }

    /// @param option the option that named the folder, for messages
    /// @throws Failure with {@link ExitCode#NO_INPUT} if there is no such folder or no picture in it
    static PictureFolder open(String option, Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new Failure(ExitCode.NO_INPUT, option + " " + path + ": no such folder");
        }
        if (!Files.isDirectory(path)) {
            return new PictureFolder(path, List.of(path));
        }
        for (Path folder : List.of(path, path.resolve("HR"))) {
            List<Path> pictures = Files.isDirectory(folder) ? list(folder) : List.of();
            if (!pictures.isEmpty()) {
                return new PictureFolder(folder, pictures);
            }
        }
        throw new Failure(
                ExitCode.NO_INPUT,
                option + " " + path + ": no pictures in this folder (png, jpg, bmp, gif, tif or webp)");
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> Format.ofName(file.getFileName().toString()).isPresent())
                    .sorted()
                    .toList();
        }
    }

    /// The picture that belongs to a picture of another folder: of the same name whatever its ending, or with `x2` or
    /// `_x2` behind it as
    /// published low-resolution files have.
    Optional<Path> partner(Path picture, int scale) {
        String stem = stem(picture);
        List<String> names = List.of(stem, stem + "x" + scale, stem + "_x" + scale);
        return pictures.stream().filter(file -> names.contains(stem(file))).findFirst();
    }

    /// The file's name without its ending.
    static String stem(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot < 1 ? name : name.substring(0, dot);
    }
}
