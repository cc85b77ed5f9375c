package dev.fettle.lab;

import dev.fettle.file.Printable;
import dev.fettle.image.data.ImageFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Pictures to measure on, as a command line names them.
public final class Originals {
    private Originals() {}

    /// The pictures of a folder, or of its subfolder `HR`, where benchmarks keep the originals; a single file is a
    /// folder of one.
    ///
    /// @param option that names it, for messages
    /// @throws NothingToMeasureException if there are none
    public static ImageFolder in(String option, Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NothingToMeasureException(option + " " + path + ": no such folder");
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
            throw new NothingToMeasureException(option + " " + Printable.name(path)
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
