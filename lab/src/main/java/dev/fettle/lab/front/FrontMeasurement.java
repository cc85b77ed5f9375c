package dev.fettle.lab.front;

import dev.fettle.lab.Machine;
import dev.fettle.lab.NamedModel;
import dev.fettle.lab.NothingToMeasureException;
import dev.fettle.lab.Originals;
import dev.fettle.lab.Release;
import dev.fettle.lab.Times;
import dev.fettle.lab.Watcher;
import dev.fettle.lab.evaluation.Degrading;
import dev.fettle.lab.evaluation.EvaluationReport;
import dev.fettle.lab.evaluation.EvaluationRequest;
import dev.fettle.lab.report.FrontResults;
import dev.fettle.lab.report.FrontResults.Row;
import dev.fettle.lab.sweep.TestSet;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.BundledModels;
import dev.fettle.runtime.RestoreOptions;
import dev.fettle.runtime.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Measures a page of charts: times of all networks, scores of our models.
public final class FrontMeasurement {
    private final Front front;
    private final Watcher watcher;

    private FrontMeasurement(Front front, Watcher watcher) {
        this.front = front;
        this.watcher = watcher;
    }

    /// @throws NothingToMeasureException for a folder without pictures, or if some of them cannot be
    /// measured
    /// @throws IllegalArgumentException for a network that there is not, or that is not for a panel's
    /// task
    public static FrontResults of(Front front, Watcher watcher) throws IOException {
        return new FrontMeasurement(front, watcher).results();
    }

    /// A panel with all that is measured of it, found before anything is.
    private record Prepared(Panel panel, List<Competitor> competitors) {}

    private FrontResults results() throws IOException {
        List<Prepared> prepared = new ArrayList<>();
        for (Panel panel : front.panels()) {
            requirePictures(panel);
            prepared.add(new Prepared(panel, competitors(panel)));
        }
        List<FrontResults.Panel> panels = new ArrayList<>();
        for (Prepared one : prepared) {
            panels.add(measured(one.panel(), one.competitors()));
        }
        String made = "fettle %s, %s; %s".formatted(Release.name(), LocalDate.now(ZoneOffset.UTC), Machine.here());
        return new FrontResults(front.title(), front.about(), made, conditions(), panels);
    }

    private String conditions() {
        Timing timing = front.timing();
        return "%dx%d pixels of result, %d %s, %s; median of %d runs of each network, those of a chart in turns"
                .formatted(
                        timing.width(),
                        timing.height(),
                        timing.threads(),
                        timing.threads() == 1 ? "thread" : "threads",
                        Engine.arithmetic(),
                        timing.runs());
    }

    private static void requirePictures(Panel panel) throws IOException {
        if (!panel.hasPictures()) {
            return;
        }
        String what = "set '" + panel.set().name() + "':";
        Path folder = Path.of(panel.set().folder());
        if (!Files.exists(folder)) {
            throw new NothingToMeasureException(
                    "%s %s: no such folder; say --set panels.%s.set.folder=FOLDER, with no FOLDER for times alone"
                            .formatted(what, folder, panel.name()));
        }
        Originals.in(what, folder);
    }

    private List<Competitor> competitors(Panel panel) {
        TestSet set = panel.set();
        List<Competitor> all = new ArrayList<>();
        List<String> ours = panel.models().isEmpty() ? bundled(set) : panel.models();
        ours.forEach(name -> all.add(Competitor.ours(name, fitting(name, panel), front.timing())));
        panel.published().forEach(rival -> all.add(Competitor.of(rival, set.scale(), front.timing())));
        if (all.isEmpty()) {
            throw new IllegalArgumentException(
                    "panel '%s': no bundled model for task '%s' at scale %d, and nothing published; name 'models'"
                            .formatted(panel.name(), set.task().label(), set.scale()));
        }
        return all;
    }

    private static List<String> bundled(TestSet set) {
        return BundledModels.names().stream()
                .filter(name -> fits(BundledModels.open(name), set))
                .toList();
    }

    private static boolean fits(ModelFile model, TestSet set) {
        return model.card().usage().task().equals(set.task().label())
                && model.scales().contains(set.scale());
    }

    private static ModelFile fitting(String name, Panel panel) {
        ModelFile model = NamedModel.open(name);
        TestSet set = panel.set();
        if (!fits(model, set)) {
            throw new IllegalArgumentException(
                    "panel '%s': model '%s' is for task '%s', and the set for '%s' at scale %d"
                            .formatted(
                                    panel.name(),
                                    name,
                                    model.card().usage().task(),
                                    set.task().label(),
                                    set.scale()));
        }
        return model.at(set.scale());
    }

    private FrontResults.Panel measured(Panel panel, List<Competitor> competitors) throws IOException {
        List<Times> times = Relay.times(competitors, front.timing(), line -> watcher.note(panel.name() + ": " + line));
        List<Row> rows = new ArrayList<>();
        List<EvaluationReport> reports = new ArrayList<>();
        for (int i = 0; i < competitors.size(); i++) {
            Optional<EvaluationReport> report = scored(panel, competitors.get(i));
            report.ifPresent(reports::add);
            Optional<Double> psnr = report.map(scores -> scores.mean().psnr()).filter(Double::isFinite);
            rows.add(competitors.get(i).row(times.get(i), front, psnr));
        }
        return new FrontResults.Panel(
                panel.name(),
                panel.title(),
                panel.about(),
                panel.set().name(),
                reports.stream().map(EvaluationReport::protocol).findFirst(),
                reports.stream().flatMap(report -> without(report).stream()).findFirst(),
                rows);
    }

    /// What the same pictures have without a model; empty where that is infinite.
    private static Optional<Double> without(EvaluationReport report) {
        return report.gain().map(gain -> report.mean().psnr() - gain.mean()).filter(Double::isFinite);
    }

    private Optional<EvaluationReport> scored(Panel panel, Competitor competitor) throws IOException {
        if (competitor.model().isEmpty() || !panel.hasPictures()) {
            return Optional.empty();
        }
        TestSet set = panel.set();
        EvaluationReport report = new EvaluationRequest(
                        Path.of(set.folder()),
                        Optional.empty(),
                        degrading(set),
                        set.seed(),
                        Optional.of(set.protocol()))
                .model(competitor.model().get(), competitor.name(), RestoreOptions.DEFAULTS, watcher);
        if (!report.failed().isEmpty()) {
            throw new NothingToMeasureException("set '%s': %s, and a mean of fewer pictures compares with nothing"
                    .formatted(set.name(), report.failed().getFirst().error()));
        }
        return Optional.of(report);
    }

    private static Degrading degrading(TestSet set) {
        return new Degrading(
                Optional.of(set.scale()).filter(scale -> scale > 1),
                Optional.of(set.sigma()).filter(sigma -> sigma > 0),
                Optional.of(set.quality()).filter(quality -> quality > 0));
    }
}
