package dev.fettle.cli.restore;

import dev.fettle.file.FileName;
import dev.fettle.file.FileProblem;
import dev.fettle.file.MissingFile;
import dev.fettle.file.Printable;
import dev.fettle.file.RealPath;
import dev.fettle.image.files.Format;
import dev.fettle.lab.PassedOver;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The files that a command line names: files as they are, folders with all pictures below them. In a
/// folder, hidden files, files whose names do not end like pictures, and results of earlier runs that lie
/// beside their originals are passed over.
///
/// Links are followed. A folder is searched once, however many links lead to it, and under its own name where it
/// has one among those that are searched.
///
/// @param folders that were named and searched
/// @param passedOver files of kinds that are not read, in folders
/// @param unreadable names that are no paths, paths that do not exist, links that lead nowhere and folders that
/// cannot be listed
record InputFiles(List<Input> files, List<Path> folders, PassedOver passedOver, List<FileReport> unreadable) {
    InputFiles {
        files = List.copyOf(files);
        folders = List.copyOf(folders);
        unreadable = List.copyOf(unreadable);
    }

    /// @param relative as seen from the named folder; the bare name of a file that was named itself
    record Input(Path file, Path relative) {}

    /// @param except a folder that is not searched, being the one for the results
    /// @param naming tells results of earlier runs
    static InputFiles find(InputNames named, Set<Path> except, Naming naming) {
        Search search = new Search(except, naming);
        search.unreadable.addAll(named.refused());
        for (int i = 0; i < named.paths().size(); i++) {
            search.add(
                    named.paths().get(i),
                    named.paths().subList(i + 1, named.paths().size()));
        }
        search.followLinks();
        return new InputFiles(search.found, search.folders, PassedOver.of(search.others), search.unreadable);
    }

    private static final class Search {
        private final Naming naming;
        private final Set<Path> seenFolders = new HashSet<>();
        private final Set<Path> seenFiles = new HashSet<>();
        private final List<Linked> links = new ArrayList<>();
        private final List<Path> folders = new ArrayList<>();
        private final List<Input> found = new ArrayList<>();
        private final List<Path> others = new ArrayList<>();
        private final List<FileReport> unreadable = new ArrayList<>();

        /// A link to a folder, found below a named one.
        private record Linked(Path root, Path link) {}

        Search(Set<Path> except, Naming naming) {
            this.naming = naming;
            except.forEach(path -> seenFolders.add(RealPath.of(path)));
        }

        void add(Path path, List<Path> following) {
            if (Files.isDirectory(path)) {
                folders.add(path);
                walk(path, path);
            } else if (Files.exists(path)) {
                addFile(path, path.getFileName());
            } else {
                unreadable.add(FileReport.unreadable(path, MissingFile.describe(path, following)));
            }
        }

        /// After all folders that were named, so that these are seen under their own names.
        void followLinks() {
            for (int i = 0; i < links.size(); i++) { // which adds those that are found behind links
                walk(links.get(i).root(), links.get(i).link());
            }
        }

        private void addFile(Path file, Path relative) {
            Path folder = RealPath.of(file.toAbsolutePath().resolveSibling(""));
            if (seenFiles.add(folder.resolve(file.getFileName()))) {
                found.add(new Input(file, relative));
            }
        }

        private void walk(Path root, Path start) {
            List<Path> pictures = new ArrayList<>();
            Deque<Path> waiting = new ArrayDeque<>(List.of(start));
            while (!waiting.isEmpty()) {
                Path folder = waiting.removeLast();
                if (seenFolders.add(RealPath.of(folder))) {
                    list(folder).forEach(entry -> sort(root, entry, waiting, pictures));
                }
            }
            addOriginals(root, pictures);
        }

        private List<Path> list(Path folder) {
            List<Path> visible = new ArrayList<>();
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, entry -> !isHidden(entry))) {
                entries.forEach(visible::add);
            } catch (IOException e) {
                cannotBeListed(folder, e);
            } catch (DirectoryIteratorException e) {
                cannotBeListed(folder, new IOException(e));
            }
            return visible.stream().sorted().toList();
        }

        private void cannotBeListed(Path folder, IOException problem) {
            String reason = FileProblem.describe(problem);
            unreadable.add(FileReport.unreadable(
                    folder, Printable.name(folder) + ": cannot be listed (" + reason + "): check its permissions"));
        }

        private void sort(Path root, Path entry, Deque<Path> folders, List<Path> pictures) {
            if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                folders.add(entry);
            } else if (Files.isDirectory(entry)) {
                links.add(new Linked(root, entry));
            } else if (MissingFile.isDangling(entry)) {
                addDangling(entry);
            } else if (isPicture(entry)) {
                pictures.add(entry);
            } else if (Files.isRegularFile(entry)) {
                others.add(entry);
            }
        }

        /// One that is named like a picture, or like a folder.
        private void addDangling(Path link) {
            String name = link.getFileName().toString();
            if (Format.ofName(name).isPresent() || name.indexOf('.') < 0) {
                unreadable.add(FileReport.unreadable(link, MissingFile.describe(link, List.of())));
            }
        }

        private void addOriginals(Path root, List<Path> pictures) {
            Set<Path> stems = new HashSet<>();
            pictures.forEach(file -> stems.add(FileName.beside(file, "")));
            for (Path file : pictures.stream().sorted().toList()) {
                if (naming.originals(file).stream().noneMatch(stems::contains)) {
                    addFile(file, root.relativize(file));
                }
            }
        }

        private static boolean isHidden(Path path) {
            return path.getFileName().toString().startsWith(".");
        }

        private static boolean isPicture(Path file) {
            return Format.ofName(file.getFileName().toString()).isPresent() && Files.isRegularFile(file);
        }
    }
}
