package dev.fettle.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What to tell about a name under which nothing is found, and which file may have been meant.
public final class MissingFile {
    private static final int MOST_WORDS = 8; // of a name with spaces that nobody quoted

    private MissingFile() {}

    /// Whether the name is that of a link that leads nowhere.
    public static boolean isDangling(Path path) {
        return Files.isSymbolicLink(path) && !Files.exists(path);
    }

    /// One line that begins with the name.
    ///
    /// @param following the names behind it on the command line
    public static String describe(Path path, List<Path> following) {
        String name = Printable.name(path);
        if (isDangling(path)) {
            return name + ": is a link to " + target(path) + ", which cannot be found; mend or remove the link";
        }
        try {
            Files.readAttributes(path, BasicFileAttributes.class);
            return name + ": cannot be read; try again";
        } catch (NoSuchFileException e) {
            return name + ": no such file or folder" + hint(path, following);
        } catch (IOException e) {
            return name + ": cannot be found (" + FileProblem.describe(e) + "): check the name and the permissions";
        }
    }

    private static String target(Path link) {
        try {
            return "'" + Printable.name(Files.readSymbolicLink(link)) + "'";
        } catch (IOException e) {
            return "another file";
        }
    }

    private static String hint(Path path, List<Path> following) {
        String name = path.toString();
        if (name.startsWith("http:/") || name.startsWith("https:/")) {
            return "; nothing is fetched from the network: download it first";
        }
        Optional<String> words = quoted(name, following);
        if (words.isPresent()) {
            return "; did you mean '" + words.get() + "'? A name with spaces needs quotes";
        }
        return otherSpelling(path)
                .map(meant -> "; did you mean '" + Printable.name(meant) + "'?")
                .orElse(name.contains("\\") ? "; write / between folders" : "");
    }

    /// The words of a name that the shell took apart.
    private static Optional<String> quoted(String first, List<Path> following) {
        String name = first;
        for (Path word : following.subList(0, Math.min(MOST_WORDS, following.size()))) {
            name += " " + word;
            if (existing(name).isPresent()) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /// As other systems write it, or with other capitals, or with accents in the other form of Unicode.
    private static Optional<Path> otherSpelling(Path path) {
        String name = path.toString();
        Optional<Path> plain = existing(name.replace('\\', '/'));
        Optional<Path> home = name.startsWith("~/")
                ? existing(System.getProperty("user.home") + name.substring(1))
                : Optional.empty();
        return plain.or(() -> home).or(() -> alike(path));
    }

    private static Optional<Path> existing(String name) {
        return FileName.isThere(name) ? Optional.of(FileName.parse(name)) : Optional.empty();
    }

    private static Optional<Path> alike(Path path) {
        String wanted = folded(path);
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(folder, entry -> folded(entry).equals(wanted))) {
            for (Path entry : entries) {
                return Optional.of(path.resolveSibling(entry.getFileName()));
            }
        } catch (IOException e) {
            return Optional.empty(); // a hint is all that is lost
        }
        return Optional.empty();
    }

    private static String folded(Path path) {
        String name = String.valueOf(path.getFileName()).strip();
        return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }
}
