package dev.fettle.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hidden files that a killed process was about to give their names: `.fettle-PID-….part`.
final class Leftovers {
    private static final Pattern NAME = Pattern.compile("\\.fettle-(\\d{1,18})-\\w+\\.part");

    private final Set<Path> cleared = new HashSet<>();

    /// Such a name, of this process.
    static String hiddenName(UUID unique) {
        return ".fettle-" + ProcessHandle.current().pid() + "-"
                + unique.toString().replace("-", "") + ".part";
    }

    /// Removes those of processes that are gone; once per folder.
    void clear(Path folder) throws IOException {
        if (!cleared.add(folder)) {
            return;
        }
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, ".fettle-*.part")) {
            for (Path part : parts) {
                if (isAbandoned(part)) {
                    Files.deleteIfExists(part);
                }
            }
        }
    }

    private static boolean isAbandoned(Path part) {
        Matcher name = NAME.matcher(part.getFileName().toString());
        return name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
    }
}
