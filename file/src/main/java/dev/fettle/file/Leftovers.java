package dev.fettle.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hidden files that a killed process was about to give their names: `.fettle-PID-….part`. Knows each folder that it
/// has cleared; not thread-safe.
public final class Leftovers {
    private static final Pattern NAME = Pattern.compile("\\.fettle-(\\d{1,18})-\\w+\\.part");

    private final Set<Path> cleared = new HashSet<>();

    /// A new name of this kind. It names the process, so that what it leaves when it is killed can be told from
    /// what another one is writing.
    static String hiddenName() {
        String unique = Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), Character.MAX_RADIX);
        return ".fettle-" + ProcessHandle.current().pid() + "-" + unique + ".part";
    }

    /// Removes those of processes that are gone; once per folder.
    public void clear(Path folder) throws IOException {
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
