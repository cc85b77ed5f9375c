package dev.fettle.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Fettle;
import dev.fettle.cli.Models;
import dev.fettle.cli.Pictures;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A batch takes what its largest picture takes, however many there are. Ten pictures of a megapixel in a
/// heap of 600 MB show what ten of 12 megapixels do in one of 4.8 GB: the arrays of each (12 MB and, of the
/// result, 48 MB) do not stay in the young part of the heap, and left alone the resident memory grows with
/// each until the heap is full.
@Tag("slow") // a process that restores ten pictures
@EnabledOnOs(OS.LINUX) // reads /proc
class BatchMemoryTest {
    private static final int TENTH = 10;

    @TempDir
    Path folder;

    @Test
    void theTenthPictureTakesNoMoreThanTheSecond() throws IOException {
        Path model = Models.write(folder.resolve("m.safetensors"), Models.edsr(2));
        Path first = Pictures.write(folder.resolve("in/0.bmp"), Pictures.colour(1000, 1000, 1));
        for (int i = 1; i <= TENTH; i++) { // one more, during which the tenth is judged
            Files.copy(first, folder.resolve("in/" + i + ".bmp"));
        }
        List<Long> resident =
                residentAfterEach("restore", folder.resolve("in"), "--model", model, "-o", folder.resolve("out"));
        assertThat(resident).hasSize(TENTH);
        assertThat(resident.getLast())
                .as("resident memory after each picture, kB: %s", resident)
                .isLessThanOrEqualTo(resident.get(1) * 11 / 10);
    }

    /// Runs the program with the launcher's flags and looks at its memory whenever a picture is done.
    private List<Long> residentAfterEach(Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("src", "dist", "bin", "java.options"),
                "-XX:MaxRAM=1g",
                "-cp",
                System.getProperty("java.class.path"),
                Fettle.class.getName()));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("err").toFile())
                .start();
        List<Long> resident = new ArrayList<>();
        try (BufferedReader lines = process.inputReader()) {
            for (int done = 1; lines.readLine() != null; done++) {
                if (done <= TENTH) {
                    resident.add(residentKilobytes(process.pid()));
                }
            }
        }
        assertThat(process.onExit().join().exitValue())
                .as(() -> "errors in " + folder.resolve("err"))
                .isZero();
        return resident;
    }

    /// `VmRSS:   123456 kB`
    private static long residentKilobytes(long process) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
