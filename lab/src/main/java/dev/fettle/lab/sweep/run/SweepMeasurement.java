package dev.fettle.lab.sweep.run;

import dev.fettle.image.data.ImageFolder;
import dev.fettle.lab.NamedModel;
import dev.fettle.lab.NothingToMeasureException;
import dev.fettle.lab.Release;
import dev.fettle.lab.Watcher;
import dev.fettle.lab.network.FieldReport;
import dev.fettle.lab.report.ComparedPair;
import dev.fettle.lab.report.CropPanel;
import dev.fettle.lab.report.Quality;
import dev.fettle.lab.report.SweepResults;
import dev.fettle.lab.report.SweepResults.Baseline;
import dev.fettle.lab.report.SweepResults.Column;
import dev.fettle.lab.report.SweepResults.Ghosts;
import dev.fettle.lab.report.SweepResults.Run;
import dev.fettle.lab.report.SweepResults.Scored;
import dev.fettle.lab.sweep.Crop;
import dev.fettle.lab.sweep.SweepFolder;
import dev.fettle.lab.sweep.TestSet;
import dev.fettle.lab.sweep.Variant;
import dev.fettle.network.Cost;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.RestorationException;
import dev.fettle.runtime.RestoreOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CancellationException;

/// Measures what a sweep has trained: quality, cost, and last of all speed. What cannot be measured becomes a note in
/// the report.
final class SweepMeasurement {
    private final SweepFolder sweep;
    private final SweepRequest request;
    private final SweepTraining training;
    private final Watcher watcher;
    private final RestoreOptions options;
    private final List<String> notes = new ArrayList<>();
    private final SequencedMap<String, ImageFolder> pictures = new LinkedHashMap<>();
    private final Map<SeededRun, SequencedMap<String, Scored>> scores = new LinkedHashMap<>();
    private final List<Baseline> baselines = new ArrayList<>();

    SweepMeasurement(SweepFolder sweep, SweepRequest request, SweepTraining training, Watcher watcher) {
        this.sweep = sweep;
        this.request = request;
        this.training = training;
        this.watcher = watcher;
        this.options =
                request.threads().map(RestoreOptions.DEFAULTS::withThreads).orElse(RestoreOptions.DEFAULTS);
    }

    /// Numbers and pictures of the report.
    record Outcome(SweepResults results, List<CropPanel> crops) {}

    /// @throws CancellationException when interrupted
    Outcome run() throws IOException {
        training.runs().forEach(run -> training.failure(run).ifPresent(why -> notes.add(run.label() + ": " + why)));
        findPictures();
        evaluate();
        requireSamePhotographs();
        List<CropPanel> crops = crops();
        Optional<SweepLatency> latency = latency();
        List<SweepResults.Variant> variants = new ArrayList<>();
        for (Variant variant : sweep.variants()) {
            variants.add(variant(variant, latency));
        }
        SweepResults results = new SweepResults(
                sweep.sorts() ? Quality.SORTED : Quality.RESTORED,
                sweep.sweep().title(),
                sweep.sweep().compares(),
                "fettle " + Release.name() + ", " + LocalDate.now(ZoneOffset.UTC),
                sweep.sweep().sets().stream().map(this::column).toList(),
                variants,
                baselines,
                sweep.sweep().published(),
                sweep.sweep().across(),
                latency.map(SweepLatency::conditions),
                sweep.sorts() ? ComparedPair.all(sets(), variants, sweep.sweep().baseline()) : List.of(),
                notes);
        return new Outcome(results, crops);
    }

    private List<String> sets() {
        return sweep.sweep().sets().stream().map(TestSet::name).toList();
    }

    private void check() {
        if (watcher.isCancelled()) {
            throw new CancellationException("interrupted while measuring");
        }
    }

    private void note(String line) {
        notes.add(line);
        watcher.note("fettle: " + line);
    }

    private void findPictures() throws IOException {
        for (TestSet set : sweep.sweep().sets()) {
            try {
                pictures.put(set.name(), SweepEvaluation.pictures(set));
            } catch (NothingToMeasureException absent) {
                note(absent.getMessage() + "; not measured");
            }
        }
    }

    private void evaluate() throws IOException {
        SweepEvaluation evaluation = new SweepEvaluation(
                options, watcher, this::check, ScoreCache.open(request.output().resolve("scores.json")));
        for (TestSet set : sweep.sweep().sets()) {
            ImageFolder folder = pictures.get(set.name());
            if (folder == null) {
                continue;
            }
            if (!set.hasClasses()) {
                String name = SweepEvaluation.baselineName(set);
                measured(name, set, () -> evaluation.baseline(set, folder))
                        .ifPresent(scored -> baselines.add(new Baseline(name, set.name(), scored)));
            }
            for (SeededRun run : training.runs()) {
                if (run.isTrained()) {
                    measured(run.label(), set, () -> evaluation.model(run.model(), set, folder))
                            .ifPresent(scored -> scores.computeIfAbsent(run, _ -> new LinkedHashMap<>())
                                    .put(set.name(), scored));
                }
            }
        }
    }

    private interface Measured {
        Scored get() throws IOException;
    }

    private Optional<Scored> measured(String what, TestSet set, Measured measured) throws IOException {
        check();
        watcher.paint(what + " on " + set.name());
        try {
            Scored scored = measured.get();
            scored.failed().forEach(failed -> notes.add(what + " on " + set.name() + ": left out " + failed));
            return Optional.of(scored);
        } catch (NothingToMeasureException | IllegalArgumentException | RestorationException e) {
            note(what + " on " + set.name() + ": not measured: " + e.getMessage());
            return Optional.empty();
        }
    }

    private void requireSamePhotographs() {
        List<String> fingerprints = training.runs().stream()
                .filter(SeededRun::isTrained)
                .map(run -> NamedModel.read(run.model()))
                .map(model -> model.card().training().provenance().dataFingerprint())
                .distinct()
                .toList();
        if (fingerprints.size() > 1) {
            note("the runs were trained on " + fingerprints.size() + " different sets of photographs");
        }
    }

    private SequencedMap<String, SeededRun> firstTrained() {
        SequencedMap<String, SeededRun> first = new LinkedHashMap<>();
        training.runs().stream()
                .filter(SeededRun::isTrained)
                .forEach(run -> first.putIfAbsent(run.variant().name(), run));
        return first;
    }

    private List<CropPanel> crops() throws IOException {
        List<CropPanel> panels = new ArrayList<>();
        for (Crop crop : sweep.sweep().crops()) {
            ImageFolder folder = pictures.get(crop.set());
            if (folder == null) {
                continue; // noted already
            }
            check();
            SequencedMap<String, SweepCrops.Shown> shown = new LinkedHashMap<>();
            firstTrained().forEach((name, run) -> shown.put(name, new SweepCrops.Shown(run, scored(run, crop.set()))));
            Optional<Scored> plain = baselines.stream()
                    .filter(baseline -> baseline.set().equals(crop.set()))
                    .map(Baseline::scores)
                    .findFirst();
            try {
                panels.add(new SweepCrops(crop, sweep.sweep().set(crop.set()), folder).panel(plain, shown, options));
            } catch (IllegalArgumentException | RestorationException e) {
                note(String.valueOf(e.getMessage()));
            }
        }
        return panels;
    }

    private Optional<Scored> scored(SeededRun run, String set) {
        return Optional.ofNullable(
                scores.getOrDefault(run, new LinkedHashMap<>()).get(set));
    }

    private Optional<SweepLatency> latency() throws IOException {
        Path kept = request.output().resolve("latency.json");
        if (request.reportOnly()) {
            return SweepLatency.read(kept);
        }
        SequencedMap<String, ModelFile> models = new LinkedHashMap<>();
        firstTrained().forEach((name, run) -> models.put(name, NamedModel.read(run.model())));
        if (models.isEmpty()) {
            return Optional.empty();
        }
        watcher.note("measuring latency");
        SweepLatency latency = SweepLatency.measure(models, sweep.sweep().latency(), options, this::check);
        latency.problems().forEach(this::note);
        latency.write(kept);
        return Optional.of(latency);
    }

    private Column column(TestSet set) {
        ImageFolder folder = pictures.get(set.name());
        int number = folder == null ? 0 : folder.files().size();
        String input = set.hasClasses()
                ? "as they are, each in the folder of its class"
                : set.degradation().label();
        return new Column(set.name(), set.folder(), input, number);
    }

    private SweepResults.Variant variant(Variant variant, Optional<SweepLatency> latency) throws IOException {
        List<Run> runs = new ArrayList<>();
        for (SeededRun run : training.runs()) {
            if (run.variant().equals(variant)) {
                String status =
                        training.failure(run).map(why -> "failed: " + why).orElse(run.status());
                runs.add(new Run(
                        run.seed(),
                        run.folder().toString(),
                        status,
                        run.curve(),
                        scores.getOrDefault(run, new LinkedHashMap<>()),
                        ghosts(run),
                        run.groups()));
            }
        }
        Cost.Decided cost = new SweepCost(variant, training.runs()).decided();
        return new SweepResults.Variant(
                variant.name(),
                differing(variant),
                cost.parameters(),
                Optional.of(cost.macsPerOutputPixel()).filter(_ -> !variant.sorts()),
                Optional.of(cost.macsPerOutputPixel()).filter(_ -> variant.sorts()),
                latency.flatMap(times -> Optional.ofNullable(times.millis().get(variant.name()))),
                runs);
    }

    private static Optional<Ghosts> ghosts(SeededRun run) {
        if (!run.isTrained()) {
            return Optional.empty();
        }
        ModelFile model = NamedModel.read(run.model());
        return Optional.of(model.card().training().shifts())
                .filter(shifts -> !shifts.isEmpty())
                .map(shifts -> new Ghosts(field(model), shifts));
    }

    private static Optional<FieldReport> field(ModelFile model) {
        return model.classes().areGiven()
                ? Optional.empty()
                : Optional.of(FieldReport.of(model.network().deployed()));
    }

    /// The settings of a variant that not all share.
    private SequencedMap<String, String> differing(Variant variant) {
        SequencedMap<String, String> differing =
                new LinkedHashMap<>(variant.experiment().byKey());
        differing.remove("name");
        differing
                .entrySet()
                .removeIf(setting -> sweep.variants().stream()
                        .allMatch(other -> setting.getValue()
                                .equals(other.experiment().byKey().get(setting.getKey()))));
        return differing;
    }
}
