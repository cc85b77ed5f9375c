package dev.fettle.cli.train;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Failure;
import dev.fettle.cli.console.Interruption;
import dev.fettle.train.Trainer;
import dev.fettle.train.TrainingFailedException;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.experiment.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// One call of the trainer, shown to the user.
final class TrainingRun {
    private final Console console;
    private final Interruption interruption;

    TrainingRun(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    /// What came of it.
    ///
    /// @param baseline as `fettle evaluate` names it: `bicubic x2`, or `none` for the degraded pictures
    /// themselves; or `largest class` for always naming that one
    record Report(Trainer.Result result, String baseline) {
        boolean isComplete() {
            return result.isComplete();
        }

        String line() {
            if (!result.isComplete()) {
                return String.format(Locale.ROOT, "stopped after step %,d; --resume goes on", result.step());
            }
            String measured = result.validation()
                    .map(validation -> ", validation " + validation)
                    .orElse("");
            String without =
                    result.baseline().map(plain -> ", " + named() + " " + plain).orElse("");
            return String.format(Locale.ROOT, "%s (%,d steps%s%s)", result.model(), result.step(), measured, without);
        }

        private String named() {
            return switch (baseline) {
                case "none" -> "the input itself";
                case "largest class" -> "always naming the largest class";
                default -> baseline;
            };
        }

        /// Keys by the measure: `psnrY` and `baselinePsnrY`.
        SequencedMap<String, Object> json() {
            SequencedMap<String, Object> json = new LinkedHashMap<>();
            json.put("step", result.step());
            json.put("complete", result.isComplete());
            result.validation().ifPresent(validation -> json.putAll(validation.byKey()));
            json.put("baseline", baseline);
            result.baseline()
                    .ifPresent(plain -> plain.byKey().forEach((key, value) -> json.put(baselineKey(key), value)));
            json.put("model", result.model().toString());
            return json;
        }

        private static String baselineKey(String key) {
            return "baseline" + Character.toUpperCase(key.charAt(0)) + key.substring(1);
        }
    }

    /// @param file the experiment; empty to resume what is in the folder
    /// @param settings that lie over it, or over those of the run that is resumed
    /// @param folder of the run; empty for the usual one of the file's experiment
    Report run(Optional<Path> file, List<String> settings, Optional<Path> folder, boolean resume) throws IOException {
        Path run = folder.orElseGet(() -> usualFolder(file.orElseThrow(), settings));
        Path begun = run.resolve("experiment.yaml");
        boolean goesOn = resume && (file.isEmpty() || Files.exists(begun));
        Path source = goesOn ? begun : file.orElseThrow();
        Experiment experiment = Experiment.load(source, settings);
        if (goesOn) {
            file.ifPresent(asked -> tellDifference(asked, begun));
        }
        return train(experiment, source, run, resume);
    }

    private static Path usualFolder(Path file, List<String> settings) {
        return Path.of("runs", Experiment.load(file, settings).settings().name());
    }

    /// A run goes on as it was begun, whatever has become of the file since.
    private void tellDifference(Path file, Path begun) {
        try {
            List<String> changed = Experiment.load(file, List.of()).differences(Experiment.load(begun, List.of()));
            if (!changed.isEmpty()) {
                console.note("%s: differs from what the run was begun with (%s); going on by %s, which --set changes"
                        .formatted(file, String.join(", ", changed), begun));
            }
        } catch (IllegalArgumentException unreadable) {
            console.note("%s; going on by %s".formatted(unreadable.getMessage(), begun));
        }
    }

    private Report train(Experiment experiment, Path file, Path run, boolean resume) throws IOException {
        interruption.awaitCommand();
        try (TrainingScreen screen = new TrainingScreen(console, interruption)) {
            Trainer.Result result = Trainer.run(experiment, run, resume, screen);
            return new Report(result, baseline(experiment));
        } catch (TrainingFailedException e) {
            throw new Failure(ExitCode.MODEL, file + ": " + e.getMessage(), e);
        }
    }

    private static String baseline(Experiment experiment) {
        List<Integer> scales = experiment.architecture().scales();
        return switch (experiment.settings().purpose()) {
            case Purpose.Restoration _ -> plain(scales);
            case Purpose.Classification _ -> "largest class";
        };
    }

    private static String plain(List<Integer> scales) {
        return scales.equals(List.of(1))
                ? "none"
                : scales.stream().map(scale -> "x" + scale).collect(Collectors.joining(", ", "bicubic ", ""));
    }
}
