package dev.fettle.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.train.experiment.Experiment;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Slow because it starts a training process many times.
@NeedsLibtorch
@Tag("slow")
class ResumeAfterKillTest {
    private static final int STEPS = 60;

    @TempDir
    private Path folder;

    /// One scale, in mixed precision, and one of three drawn for each step.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: edsr, scale: 2, blocks: 1, channels: 6}\narithmetic: bfloat16",
                "{type: carn, channels: 4, groups: 2, block: efficient}"
            })
    void aKilledTrainingGoesOnToTheSameBits(String architecture)
            throws IOException, InterruptedException, ExecutionException {
        Path yaml = folder.resolve("tiny.yaml");
        Files.writeString(
                yaml,
                TinyPhotographs.yaml(folder, STEPS).replaceAll("architecture: .*", "architecture: " + architecture));
        Path whole = folder.resolve("whole");
        assertThat(run(yaml, whole, "new", Integer.MAX_VALUE)).isZero();
        Random random = new Random();
        Callable<Void> one = trial(yaml, whole, "one", Kills.draw(random));
        Callable<Void> other = trial(yaml, whole, "other", Kills.draw(random));
        try (ExecutorService both = Executors.newFixedThreadPool(2)) {
            for (Future<Void> trial : both.invokeAll(List.of(one, other))) {
                trial.get();
            }
        }
    }

    /// The steps after which a training is killed.
    private record Kills(int first, int second) {
        static Kills draw(Random random) {
            int first = 6 + random.nextInt(20);
            return new Kills(first, first + 6 + random.nextInt(20));
        }
    }

    private Callable<Void> trial(Path yaml, Path whole, String name, Kills kills) {
        return () -> {
            Path parts = folder.resolve(name);
            run(yaml, parts, "new", kills.first);
            run(yaml, parts, "resume", kills.second);
            assertThat(run(yaml, parts, "resume", Integer.MAX_VALUE)).isZero();
            for (String file : new String[] {"tiny.safetensors", "checkpoint.safetensors", "log.jsonl"}) {
                assertThat(parts.resolve(file)).as("%s of %s", file, kills).hasSameBinaryContentAs(whole.resolve(file));
            }
            return null;
        };
    }

    /// While the process lives, its folder is its own, and when it is killed, it is free.
    @Test
    void theFolderOfALivingTrainingIsItsOwn() throws IOException, InterruptedException {
        Path yaml = folder.resolve("tiny.yaml");
        Files.writeString(yaml, TinyPhotographs.yaml(folder, STEPS));
        Experiment experiment = Experiment.load(yaml, List.of());
        Path run = folder.resolve("run");
        Process waiting = started(yaml, run, "new", "6");
        try (BufferedReader out = waiting.inputReader()) {
            while (!"step 6".equals(out.readLine())) {
                assertThat(waiting.isAlive()).isTrue();
            }
            assertThatThrownBy(() -> Trainer.run(experiment, run, true, TrainingListener.SILENT))
                    .hasMessageContaining("in use by another training (process " + waiting.pid());
        } finally {
            waiting.destroyForcibly().waitFor();
        }
        assertThat(Trainer.run(experiment, run, true, TrainingListener.SILENT).isComplete())
                .isTrue();
    }

    /// Runs the process to its end, or kills it (SIGKILL) as soon as it has said that a step is done.
    private static int run(Path yaml, Path run, String mode, int killAtStep) throws IOException, InterruptedException {
        Process process = started(yaml, run, mode);
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.equals("step " + killAtStep)) {
                    process.destroyForcibly();
                    return process.waitFor();
                }
            }
        }
        return process.waitFor();
    }

    private static Process started(Path yaml, Path run, String... mode) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:-UseBASE64Intrinsics", // CVE-2026-114938
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                TrainingProcess.class.getName(),
                yaml.toString(),
                run.toString()));
        command.addAll(List.of(mode));
        return new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
    }
}
