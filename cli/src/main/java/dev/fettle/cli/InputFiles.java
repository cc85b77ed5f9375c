package dev.fettle.cli;

import dev.fettle.image.data.ImageFolder;
import dev.fettle.image.files.FileProblem;
import dev.fettle.image.files.Format;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
///  The files that a command line names: files as they are, folders with all pictures below them. In a
/// folder, hidden files, files whose names do not end like pictures, and results of earlier runs that lie
/// beside their originals are passed over.
///
/// @param unreadable names that are no paths, paths that do not exist and folders that cannot be listed

record InputFiles(List<Input> files, List<FileReport> unreadable) {
    InputFiles {
        files = List.copyOf(files);
        unreadable = List.copyOf(unreadable);
    }

    /// @param relative as seen from the named folder; the bare name of a file that was named itself
    record Input(Path file, Path relative) {}

    /// @param except a folder that is not searched, being the one for the results
    /// @param naming tells results of earlier runs
    static InputFiles find(InputNames named, Set<Path> except, Naming naming) throws IOException {
        Search search = new Search(except, naming);
        search.unreadable.addAll(named.refused());
        for (Path path : named.paths()) {
            search.add(path);
        }
        return new InputFiles(search.found, search.unreadable);
    }

    private static final class Search {
        private final Naming naming;
        private final Set<Path> except = new HashSet<>();
        private final Set<Path> seen = new HashSet<>();
        private final List<Input> found = new ArrayList<>();
        private final List<FileReport> unreadable = new ArrayList<>();

        Search(Set<Path> except, Naming naming) {
            this.naming = naming;
            except.forEach(path -> this.except.add(absolute(path)));
        }

        void add(Path path) throws IOException {
            if (Files.isDirectory(path)) {
                walk(path);
            } else if (Files.exists(path)) {
                addFile(path, path.getFileName());
            } else {
                unreadable.add(FileReport.unreadable(path.toString(), path + ": no such file or folder"));
            }
        }

        private void addFile(Path file, Path relative) {
            if (seen.add(absolute(file))) {
                found.add(new Input(file, relative));
            }
        }

        private void walk(Path root) throws IOException {
            List<Path> below = new ArrayList<>();
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    boolean hidden = !folder.equals(root) && isHidden(folder);
                    return hidden || except.contains(absolute(folder))
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (isPicture(file)) {
                        below.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException problem) {
                    unreadable.add(FileReport.unreadable(
                            file.toString(),
                            file + ": cannot be listed (" + FileProblem.describe(problem)
                                    + "): check its permissions"));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem) {
                    return FileVisitResult.CONTINUE;
                }
            });
            addOriginals(root, below);
        }

        private void addOriginals(Path root, List<Path> pictures) {
            Set<String> stems = new HashSet<>();
            pictures.forEach(file -> stems.add(key(file, ImageFolder.stem(file))));
            for (Path file : pictures.stream().sorted().toList()) {
                Optional<String> original = naming.originalStem(file).filter(stem -> stems.contains(key(file, stem)));
                if (original.isEmpty()) {
                    addFile(file, root.relativize(file));
                }
            }
        }

        /// A stem that differs from equal stems in other folders.
        private static String key(Path file, String stem) {
            return file.resolveSibling(stem).toString();
        }

        private static boolean isHidden(Path path) {
            return path.getFileName().toString().startsWith(".");
        }

        private static boolean isPicture(Path file) {
            return !isHidden(file)
                    && Format.ofName(file.getFileName().toString()).isPresent()
                    && Files.isRegularFile(file);
        }

        private static Path absolute(Path path) {
            return path.toAbsolutePath().normalize();
        }
    }
}
