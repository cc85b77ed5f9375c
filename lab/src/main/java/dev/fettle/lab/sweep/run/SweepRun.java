package dev.fettle.lab.sweep.run;

import dev.fettle.lab.NothingToMeasureException;
import dev.fettle.lab.Watcher;
import dev.fettle.lab.report.SweepReport;
import dev.fettle.lab.sweep.SweepFolder;
import dev.fettle.lab.sweep.run.SweepRequest.Changes;
import dev.fettle.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/// One call of `fettle sweep`: trains what is missing, then measures, then reports. Training needs libtorch, and
/// nothing before {@link #run} does.
public final class SweepRun {
    /// Where the settings of the last training are kept, as a sweep folder of their own.
    private static final String SETTINGS = "settings";

    private final SweepRequest request;
    private final SweepFolder sweep;
    private final Watcher watcher;

    private SweepRun(SweepRequest request, SweepFolder sweep, Watcher watcher) {
        this.request = request;
        this.sweep = sweep;
        this.watcher = watcher;
    }

    /// Reads the folder and looks at everything that will be needed.
    ///
    /// @throws IllegalArgumentException for anything that is no valid sweep
    /// @throws NothingToMeasureException naming all that is missing
    public static SweepRun of(SweepRequest request, Watcher watcher) throws IOException {
        Path saved = saved(request);
        SweepFolder sweep = request.reportOnly() && SweepFolder.isSweep(saved)
                ? asTrained(request, saved, watcher)
                : asked(request.changes(), request.folder());
        if (!request.reportOnly()) {
            new SweepCheck(sweep, SweepTraining.runs(sweep, request)).run();
        }
        return new SweepRun(request, sweep, watcher);
    }

    /// What came of it.
    ///
    /// @param complete whether it came to its end; otherwise it was interrupted
    /// @param trained runs that are done, earlier ones included
    /// @param runs of all
    /// @param report the page; written when complete
    /// @param results the numbers; written when complete
    /// @param problems what could not be trained or measured
    public record Report(
            boolean complete, int trained, int runs, String report, String results, List<String> problems) {
        public Report {
            problems = List.copyOf(problems);
        }

        /// In one line.
        public String line() {
            String done = trained + " of " + runs + " runs trained";
            return complete ? report + " (" + done + ")" : "stopped, " + done + "; the same command goes on";
        }
    }

    private static Path saved(SweepRequest request) {
        return request.output().resolve(SETTINGS);
    }

    private static SweepFolder asked(Changes changes, Path folder) throws IOException {
        return SweepFolder.load(folder, changes.seeds(), changes.settings()).only(changes.only());
    }

    /// The settings that the runs were trained by, whatever has become of the folder since.
    private static SweepFolder asTrained(SweepRequest request, Path saved, Watcher watcher) throws IOException {
        SweepFolder sweep = asked(request.changes(), saved);
        try {
            List<String> changed = SweepFolder.load(request.folder(), List.of(), List.of())
                    .differences(SweepFolder.load(saved, List.of(), List.of()));
            if (!changed.isEmpty()) {
                watcher.note("%s: differs from what was trained (%s); the report is by the settings in %s"
                        .formatted(request.folder(), String.join(", ", changed), saved));
            }
        } catch (IllegalArgumentException unreadable) {
            watcher.note("%s; the report is by the settings in %s".formatted(unreadable.getMessage(), saved));
        }
        return sweep;
    }

    /// Trains, measures and reports.
    ///
    /// @param listeners makes one for each training
    /// @throws IllegalArgumentException for a run that was begun with other settings
    /// @throws LinkageError if libtorch is not to be had
    public Report run(Supplier<TrainingListener> listeners) throws IOException {
        SweepTraining training = new SweepTraining(sweep, request, watcher, listeners);
        SweepMeasurement measurement = new SweepMeasurement(sweep, request, training, watcher);
        Path page = request.output().resolve(SweepReport.HTML);
        Path numbers = request.output().resolve(SweepReport.JSON);
        boolean complete = false;
        List<String> problems = List.of();
        try {
            if (request.reportOnly()) {
                training.inspect();
            } else {
                training.run(() -> sweep.save(saved(request)));
            }
            SweepMeasurement.Outcome outcome = measurement.run();
            SweepReport.write(request.output(), outcome.results(), outcome.crops());
            problems = outcome.results().notes();
            complete = true;
        } catch (CancellationException stopped) {
            watcher.paint("");
        }
        return new Report(
                complete, training.trained(), training.runs().size(), page.toString(), numbers.toString(), problems);
    }
}
