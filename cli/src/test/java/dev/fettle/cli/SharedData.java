package dev.fettle.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// The folder of test pictures that is not part of the sources; tests that need it are skipped where it is absent.
public final class SharedData {
    private SharedData() {}

    public static Path folder(String name) {
        Optional<Path> found = Stream.of(
                        Path.of(System.getProperty("fettle.shared", "../../shared")),
                        Path.of("../../shared"),
                        Path.of("../shared"))
                .map(root -> root.resolve("data").resolve(name))
                .filter(Files::isDirectory)
                .findFirst();
        Assumptions.assumeTrue(found.isPresent(), () -> "no shared data " + name);
        return found.orElseThrow();
    }
}
