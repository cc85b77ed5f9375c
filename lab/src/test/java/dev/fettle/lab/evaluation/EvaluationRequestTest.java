package dev.fettle.lab.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.WriteOptions;
import dev.fettle.lab.NothingToMeasureException;
import dev.fettle.lab.UnfitRequestException;
import dev.fettle.lab.Watcher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The laboratory without the command line.
class EvaluationRequestTest {
    private static final int SIDE = 100;
    private static final double SIGMA = 5;

    @TempDir
    Path folder;

    /// Writes down what it hears.
    private record Diary(List<String> lines) implements Watcher, Watcher.Course {
        @Override
        public Course course(int items) {
            lines.add(items + " items");
            return this;
        }

        @Override
        public void start(String name) {
            lines.add(name);
        }

        @Override
        public void part(int done, int total) {
            lines.add(done + " of " + total);
        }

        @Override
        public void finished() {
            lines.add("finished");
        }

        @Override
        public void note(String line) {
            lines.add("note: " + line);
        }

        @Override
        public void paint(String line) {
            lines.add("paint: " + line);
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void close() {
            lines.add("closed");
        }
    }

    private final Diary diary = new Diary(new ArrayList<>());

    private EvaluationRequest noisy(Optional<Path> lr, Optional<String> protocol) {
        Degrading noise = new Degrading(Optional.empty(), Optional.of(SIGMA), Optional.empty());
        return new EvaluationRequest(folder, lr, noise, 0, protocol);
    }

    /// Of noise of deviation σ, which the rounding to 8 bits adds 1/12 to: 10 · log10(255² / (σ² + 1/12)).
    @Test
    void noiseCostsWhatItsVarianceSays() throws IOException {
        float[] gray = new float[SIDE * SIDE];
        Arrays.fill(gray, 128 / 255f);
        for (String name : List.of("a.png", "b.png")) {
            ImageFiles.write(Image.of(SIDE, SIDE, gray), folder.resolve(name), WriteOptions.of(Format.PNG));
        }
        EvaluationReport report = noisy(Optional.empty(), Optional.empty()).none(diary);
        double expected = 10 * Math.log10(255 * 255 / (SIGMA * SIGMA + 1 / 12.0));
        assertThat(report.mean().psnr()).isCloseTo(expected, within(0.2)); // 20,000 samples: 4.6 deviations
        assertThat(report.lines(false)).hasSize(5).last().asString().contains("noise sigma=5.0", "gray");
        assertThat(diary.lines()).containsExactly("2 items", "a", "finished", "b", "finished", "closed");
    }

    @Test
    void whatIsMissingOrContradictsItselfIsTold() {
        assertThatExceptionOfType(NothingToMeasureException.class)
                .isThrownBy(() -> noisy(Optional.empty(), Optional.empty()).none(diary))
                .withMessageContaining("no pictures in this folder");
        assertThatExceptionOfType(UnfitRequestException.class)
                .isThrownBy(() ->
                        noisy(Optional.of(folder), Optional.of("y-double")).none(diary))
                .withMessageContaining("cannot use the files of --lr");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> noisy(Optional.empty(), Optional.of("psnry")))
                .withMessageContaining("unknown protocol 'psnry'; known: y, ");
    }
}
