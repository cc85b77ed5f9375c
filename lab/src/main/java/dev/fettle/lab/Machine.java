package dev.fettle.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// What the numbers were measured on.
///
/// @param processor as the system names it
/// @param cores that this process may use
public record Machine(String processor, int cores, String system, String jdk) {
    /// The one this runs on.
    public static Machine here() {
        String architecture = System.getProperty("os.arch");
        return new Machine(
                modelName().orElse(architecture),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + architecture,
                Runtime.version().toString());
    }

    private static Optional<String> modelName() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // no Linux
        }
    }

    @Override
    public String toString() {
        return "%s, %d cores, %s, JDK %s".formatted(processor, cores, system, jdk);
    }
}
