package dev.fettle.cli.train;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Failure;
import dev.fettle.cli.console.Interruption;
import dev.fettle.lab.compress.ChannelSearch;
import dev.fettle.lab.compress.SearchFiles;
import dev.fettle.lab.compress.SearchRequest;
import dev.fettle.lab.report.SearchResults;
import dev.fettle.lab.report.SearchTable;
import dev.fettle.train.TrainingFailedException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// One search for channel numbers, shown to the user.
final class SearchingRun {
    private final Console console;
    private final Interruption interruption;

    SearchingRun(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    /// @param isJson whether one JSON object is printed
    ExitCode run(SearchRequest request, boolean isJson) throws IOException {
        SearchRequest.Ready ready = request.ready();
        ChannelSearch.Report report = searched(ready, request.resume());
        if (isJson) {
            console.json(json(report));
        } else {
            lines(report);
        }
        return report.complete() ? ExitCode.DONE : ExitCode.INTERRUPTED;
    }

    private ChannelSearch.Report searched(SearchRequest.Ready ready, boolean resume) throws IOException {
        interruption.awaitCommand();
        try (TrainingScreen screen = new TrainingScreen(console, interruption)) {
            return ready.search().run(ready.folder(), resume, screen);
        } catch (TrainingFailedException e) {
            throw new Failure(ExitCode.MODEL, ready.folder() + ": " + e.getMessage(), e);
        }
    }

    private void lines(ChannelSearch.Report report) {
        if (report.results().isEmpty()) {
            console.result("stopped after step %,d; --resume goes on", report.step());
            return;
        }
        SearchTable.of(report.results().get()).forEach(console::result);
        SearchFiles files = report.files();
        console.result("%s, %s: with the weights that the search left", files.model(), files.architecture());
        console.result("%s: with those from before it, cut to the same widths", files.cut());
        console.result(
                "%s, %s: its rival, cut evenly to as many multiply-adds", files.even(), files.evenArchitecture());
        console.result("%s", files.report());
    }

    private static SequencedMap<String, Object> json(ChannelSearch.Report report) {
        SequencedMap<String, Object> json = new LinkedHashMap<>();
        json.put("step", report.step());
        json.put("complete", report.complete());
        report.validation().ifPresent(validation -> json.putAll(validation.byKey()));
        report.results().ifPresent(results -> put(json, report, results));
        return json;
    }

    private static void put(SequencedMap<String, Object> json, ChannelSearch.Report report, SearchResults results) {
        report.files().byKey().forEach((key, file) -> json.put(key, file.toString()));
        json.put("bestStep", results.bestStep());
        json.put("before", results.before());
        json.put("after", results.after());
        json.put("groups", results.groups());
    }
}
