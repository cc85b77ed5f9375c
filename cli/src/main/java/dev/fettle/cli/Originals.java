package dev.fettle.cli;

import dev.fettle.file.Printable;
import dev.fettle.image.data.ImageFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Pictures to measure on, as a command line names them.
final class Originals {
    private Originals() {}

    /// The pictures of a folder, or of its subfolder `HR`, where benchmarks keep the originals; a single file is a
    /// folder of one.
    ///
    /// @param option that names it, for messages
    /// @throws Failure with {@link ExitCode#NO_INPUT} if there are none
    static ImageFolder in(String option, Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new Failure(ExitCode.NO_INPUT, option + " " + path + ": no such folder");
        }
        if (!Files.isDirectory(path)) {
            return new ImageFolder(path, List.of(path));
        }
        ImageFolder folder = ImageFolder.of(path);
        Path originals = path.resolve("HR");
        if (folder.files().isEmpty() && Files.isDirectory(originals)) {
            folder = ImageFolder.of(originals);
        }
        if (folder.files().isEmpty()) {
            throw new Failure(
                    ExitCode.NO_INPUT,
                    option + " " + Printable.name(path)
                            + ": no pictures in this folder (png, jpg, bmp, gif, tif or webp)" + passedOver(path));
        }
        return folder;
    }

    private static String passedOver(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return PassedOver.of(entries.toList())
                    .text()
                    .map(text -> ", " + text)
                    .orElse("");
        }
    }
}
