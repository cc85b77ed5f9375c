package dev.fettle.file;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What keeps files from being written, found before the work that makes them. Not thread-safe; knows each folder that
/// it has seen.
public final class Obstacles {
    private final boolean tries;
    private final Map<Path, Optional<String>> folders = new HashMap<>();

    private Obstacles(boolean tries) {
        this.tries = tries;
    }

    /// Makes a hidden file in each folder and removes it, which alone tells whether it can be done.
    public static Obstacles tried() {
        return new Obstacles(true);
    }

    /// Changes nothing, and so sees less.
    public static Obstacles seen() {
        return new Obstacles(false);
    }

    /// Of a file whose folder will be made if it is not there yet.
    ///
    /// @return one line that begins with the name of what is in the way
    public Optional<String> toFile(Path file) {
        if (Files.isDirectory(file)) {
            return Optional.of(Printable.name(file) + ": is a folder, and a file is to be written");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            return Optional.of(Printable.name(file) + ": is a device or a pipe, and a file is to be written");
        }
        return unusable(file).or(() -> toFolder(file.toAbsolutePath().resolveSibling("")));
    }

    /// Of a folder that will be made if it is not there yet, and files in it.
    public Optional<String> toFolder(Path folder) {
        Optional<String> known = folders.get(folder);
        if (known == null) {
            known = Files.isDirectory(folder) ? inExisting(folder) : inMissing(folder);
            folders.put(folder, known);
        }
        return known;
    }

    private Optional<String> inMissing(Path folder) {
        Path parent = folder.toAbsolutePath().getParent();
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS) || parent == null) {
            return Optional.of(Printable.name(folder) + ": "
                    + (MissingFile.isDangling(folder) ? "is a link that leads nowhere" : "is a file, not a folder"));
        }
        return unusable(folder).or(() -> toFolder(parent));
    }

    /// The name itself: too long, or not allowed here. Only a folder that is there tells its limits.
    private static Optional<String> unusable(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        while (folder != null && !Files.isDirectory(folder)) {
            folder = folder.getParent();
        }
        Path nearest = folder == null ? file : folder.resolve(file.getFileName());
        return problem(file, file).or(() -> problem(file, nearest));
    }

    private static Optional<String> problem(Path named, Path looked) {
        try {
            Files.readAttributes(looked, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(cannot(named, e));
        }
        return Optional.empty();
    }

    private Optional<String> inExisting(Path folder) {
        try {
            FileStore store = Files.getFileStore(folder);
            if (store.isReadOnly()) {
                return Optional.of(Printable.name(folder) + ": nothing can be written here (read-only)");
            }
            if (store.getTotalSpace() > 0 && store.getUsableSpace() == 0) {
                return Optional.of(Printable.name(folder) + ": no space is left on this disk");
            }
            if (tries) {
                Path trial = folder.resolve(Leftovers.hiddenName());
                Files.createFile(trial);
                Files.delete(trial);
            }
            return tries || Files.isWritable(folder)
                    ? Optional.empty()
                    : Optional.of(Printable.name(folder) + ": nothing can be written here (permission denied)");
        } catch (IOException e) {
            return Optional.of(cannot(folder, e));
        }
    }

    private static String cannot(Path path, IOException problem) {
        return Printable.name(path) + ": nothing can be written here (" + FileProblem.describe(problem) + ")";
    }
}
