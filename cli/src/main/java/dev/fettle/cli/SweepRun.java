package dev.fettle.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.fettle.cli.SweepCommand.Request;
import dev.fettle.lab.report.SweepReport;
import dev.fettle.lab.sweep.SweepFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;

/// One call of `fettle sweep`: trains what is missing, then measures, then reports.
final class SweepRun {
    /// Where the settings of the last training are kept, as a sweep folder of their own.
    private static final String SETTINGS = "settings";

    private final Console console;
    private final Interruption interruption;

    SweepRun(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    /// What came of it.
    ///
    /// @param complete whether it came to its end; otherwise it was interrupted
    /// @param trained runs that are done, earlier ones included
    /// @param runs of all
    /// @param report the page; written when complete
    /// @param results the numbers; written when complete
    /// @param problems what could not be trained or measured
    record Report(boolean complete, int trained, int runs, String report, String results, List<String> problems) {
        Report {
            problems = List.copyOf(problems);
        }

        String line() {
            String done = trained + " of " + runs + " runs trained";
            return complete ? report + " (" + done + ")" : "stopped, " + done + "; the same command goes on";
        }

        @JsonIgnore
        ExitCode exitCode() {
            if (!complete) {
                return ExitCode.INTERRUPTED;
            }
            return problems.isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED;
        }
    }

    private static SweepFolder asked(Request request, Path folder) throws IOException {
        return SweepFolder.load(folder, request.seeds(), request.settings()).only(request.only());
    }

    /// The settings that the runs were trained by, whatever has become of the folder since.
    private SweepFolder saved(Request request, Path saved) throws IOException {
        SweepFolder sweep = asked(request, saved);
        try {
            List<String> changed = SweepFolder.load(request.folder(), List.of(), List.of())
                    .differences(SweepFolder.load(saved, List.of(), List.of()));
            if (!changed.isEmpty()) {
                console.note("%s: differs from what was trained (%s); the report is by the settings in %s"
                        .formatted(request.folder(), String.join(", ", changed), saved));
            }
        } catch (IllegalArgumentException unreadable) {
            console.note("%s; the report is by the settings in %s".formatted(unreadable.getMessage(), saved));
        }
        return sweep;
    }

    Report run(Request request) throws IOException {
        Path saved = request.output().resolve(SETTINGS);
        SweepFolder sweep = request.reportOnly() && SweepFolder.isSweep(saved)
                ? saved(request, saved)
                : asked(request, request.folder());
        if (!request.reportOnly()) {
            new SweepCheck(sweep).run();
        }
        interruption.awaitCommand();
        SweepTraining training = new SweepTraining(sweep, request, console, interruption);
        SweepMeasurement measurement = new SweepMeasurement(sweep, request, training, console, interruption);
        Path page = request.output().resolve(SweepReport.HTML);
        Path numbers = request.output().resolve(SweepReport.JSON);
        boolean complete = false;
        List<String> problems = List.of();
        try {
            if (request.reportOnly()) {
                training.inspect();
            } else {
                training.run(() -> sweep.save(saved));
            }
            SweepMeasurement.Outcome outcome = measurement.run();
            SweepReport.write(request.output(), outcome.results(), outcome.crops());
            problems = outcome.results().notes();
            complete = true;
        } catch (CancellationException stopped) {
            console.erase();
        }
        return new Report(
                complete, training.trained(), training.runs().size(), page.toString(), numbers.toString(), problems);
    }
}
