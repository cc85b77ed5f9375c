package dev.fettle.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fettle.cli.Fettle;
import dev.fettle.cli.Pictures;
import dev.fettle.image.files.ImageFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow") // starts processes and signals them
@DisabledOnOs(OS.WINDOWS)
class InterruptionTest {
    private static final int PICTURES = 2000; // many seconds of work, should this process be kept waiting

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aSignalEndsABatchWithoutAPartialFile(String signal) throws IOException, InterruptedException {
        assumeThat(signal.equals("INT") && isInterruptIgnored())
                .as("SIGINT is ignored, as in what a shell starts in the background, and children inherit that")
                .isFalse();
        Path input = Pictures.write(folder.resolve("in/0.png"), Pictures.colour(200, 200, 1));
        for (int i = 1; i < PICTURES; i++) {
            Files.createLink(folder.resolve("in/" + i + ".png"), input);
        }
        Path out = folder.resolve("out");
        Process process = start("degrade", folder.resolve("in").toString(), "-o", out.toString(), "--sigma", "25");
        while (count(out) < 3) {
            assertThat(process.isAlive()).isTrue();
            Thread.sleep(5);
        }
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(Files.readString(folder.resolve("err")))
                .contains("interrupted")
                .doesNotContain("Exception");
        assertThat(count(out)).isLessThan(PICTURES);
        for (Path file : list(out)) {
            assertThat(file.toString()).endsWith(".png").doesNotContain(".part");
            ImageFiles.read(file);
        }
    }

    /// From the mask of ignored signals, of which SIGINT is the second; not known but on Linux.
    private static boolean isInterruptIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(
                                            line.substring(line.indexOf(':') + 1)
                                                    .strip(),
                                            16)
                                    & 2)
                            != 0);
        }
    }

    private Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("src", "dist", "bin", "java.options"),
                "-cp",
                System.getProperty("java.class.path"),
                Fettle.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out.txt").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    private static int count(Path out) throws IOException {
        return Files.isDirectory(out) ? list(out).size() : 0;
    }

    private static List<Path> list(Path out) throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            return files.toList();
        }
    }
}
