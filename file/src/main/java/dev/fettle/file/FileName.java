package dev.fettle.file;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// A file or folder as a command line names it.
///
/// On Unix a name is a row of bytes, and old ones are no UTF-8: `caf\351.jpg`. Java then shows U+FFFD in their place,
/// and no text leads back to the file. The paths that a folder lists keep the bytes, and so does the URI of a path.
public final class FileName {
    private static final Pattern SEPARATOR = Pattern.compile("/+");
    private static final char NO_TEXT = '\uFFFD';

    private FileName() {}

    /// A name of which bytes were lost stands for the one file that looks like it.
    ///
    /// @throws IllegalArgumentException if no file can have this name on this system, or it is empty, as a script's
    /// unset variable is; Java takes the empty name for the current folder. Also if bytes were lost, and no file or
    /// several look like this
    public static Path parse(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a file name is empty; write . for the current folder");
        }
        if (!isGarbled(text)) {
            return path(text);
        }
        List<Path> alike = alike(text);
        if (alike.size() == 1) {
            return alike.getFirst();
        }
        throw new IllegalArgumentException(
                alike.isEmpty()
                        ? text + ": no such file or folder, and a new one needs a name in UTF-8"
                        : text + ": several files look like this, since their names are not UTF-8; rename them");
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + text + "' cannot be a file name here: " + e.getReason());
        }
    }

    /// Whether a word is the name of something that exists.
    public static boolean isThere(String text) {
        try {
            return Files.exists(parse(text));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// Whether bytes of a name may have been lost on the way to this text; never where names are no bytes.
    public static boolean isGarbled(String text) {
        return File.separatorChar == '/' && text.indexOf(NO_TEXT) >= 0;
    }

    /// All files whose names look like this text, in the order of their bytes.
    public static List<Path> alike(String text) {
        List<Path> found = List.of(path(text.startsWith("/") ? "/" : ""));
        for (String element : SEPARATOR
                .splitAsStream(text)
                .filter(Predicate.not(String::isEmpty))
                .toList()) {
            found = found.stream()
                    .flatMap(folder -> alike(folder, element).stream())
                    .toList();
        }
        return found.stream().filter(Files::exists).sorted().toList();
    }

    private static List<Path> alike(Path folder, String name) {
        if (!isGarbled(name)) {
            return List.of(folder.resolve(name));
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                folder, entry -> String.valueOf(entry.getFileName()).equals(name))) {
            entries.forEach(found::add);
        } catch (IOException e) {
            return List.of(); // then there is no such file, which is said
        }
        return found;
    }

    /// The file's name without its last ending: `baby` for `Set5/HR/baby.png`.
    public static String stem(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot < 1 ? name : name.substring(0, dot);
    }

    /// The file beside another one that has a suffix instead of its ending, and the same bytes before.
    ///
    /// @param suffix such as `.x2.png`
    public static Path beside(Path file, String suffix) {
        String stem = stem(file);
        if (!isGarbled(stem)) {
            return file.resolveSibling(stem + suffix);
        }
        String encoded = encoded(file);
        int dot = encoded.lastIndexOf('.');
        return file.resolveSibling(decoded(file, (dot < 1 ? encoded : encoded.substring(0, dot)) + suffix));
    }

    /// The file's bare name as a part of a {@link URI}, with all its bytes.
    static String encoded(Path file) {
        String uri = file.toUri().toString();
        String named = uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri; // of a folder
        return named.substring(named.lastIndexOf('/') + 1);
    }

    private static Path decoded(Path file, String encoded) {
        String folder = file.toAbsolutePath().resolveSibling("").toUri().toString();
        return Path.of(URI.create(folder + (folder.endsWith("/") ? "" : "/") + encoded))
                .getFileName();
    }
}
