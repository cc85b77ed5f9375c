package dev.fettle.lab.sweep.run;

import dev.fettle.image.data.ClassFolder;
import dev.fettle.image.data.ClassFolder.Member;
import dev.fettle.image.data.ImageFolder;
import dev.fettle.image.degrade.Task;
import dev.fettle.image.metric.Protocol;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.lab.NamedModel;
import dev.fettle.lab.NothingToMeasureException;
import dev.fettle.lab.Originals;
import dev.fettle.lab.Watcher;
import dev.fettle.lab.evaluation.ClassEvaluation;
import dev.fettle.lab.evaluation.ClassReport;
import dev.fettle.lab.evaluation.Contender;
import dev.fettle.lab.evaluation.Contender.Baseline;
import dev.fettle.lab.evaluation.Contender.Restored;
import dev.fettle.lab.evaluation.EvaluationReport;
import dev.fettle.lab.evaluation.Evaluator;
import dev.fettle.lab.evaluation.TestInput;
import dev.fettle.lab.report.SweepResults.ClassScores;
import dev.fettle.lab.report.SweepResults.Picture;
import dev.fettle.lab.report.SweepResults.PictureScores;
import dev.fettle.lab.report.SweepResults.Scored;
import dev.fettle.lab.sweep.TestSet;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.RestoreOptions;
import dev.fettle.runtime.Restorer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/// Measures models on sets of pictures by the code of `fettle evaluate`, each once.
final class SweepEvaluation {
    private final RestoreOptions options;
    private final Watcher watcher;
    private final Runnable check;
    private final ScoreCache cache;

    /// @param check called before each picture; ends the measurement by an exception
    SweepEvaluation(RestoreOptions options, Watcher watcher, Runnable check, ScoreCache cache) {
        this.options = options;
        this.watcher = watcher;
        this.check = check;
        this.cache = cache;
    }

    /// The pictures of a set, those of all classes where it has some.
    ///
    /// @throws NothingToMeasureException if there are none
    static ImageFolder pictures(TestSet set) throws IOException {
        if (!set.hasClasses()) {
            return Originals.in(setting(set) + ":", Path.of(set.folder()));
        }
        ClassFolder classes = classes(set);
        return new ImageFolder(
                classes.folder(), classes.members().stream().map(Member::file).toList());
    }

    /// @throws NothingToMeasureException if it is no folder of classes
    static ClassFolder classes(TestSet set) throws IOException {
        try {
            return ClassFolder.of(setting(set), Path.of(set.folder()));
        } catch (IllegalArgumentException e) {
            throw new NothingToMeasureException(String.valueOf(e.getMessage()));
        }
    }

    private static String setting(TestSet set) {
        return "set '" + set.name() + "'";
    }

    /// The input of a set's networks.
    static TestInput input(TestSet set) {
        return new TestInput.Made(set.degradation(), set.seed());
    }

    /// What a baseline is called: `bicubic x2`, or the degraded pictures' own name.
    static String baselineName(TestSet set) {
        return set.task() == Task.SR
                ? "bicubic x" + set.scale()
                : "degraded (" + set.degradation().label() + ")";
    }

    /// @throws NothingToMeasureException if not a single picture could be measured
    Scored model(Path file, TestSet set, ImageFolder pictures) throws IOException {
        String key = ScoreCache.key(Files.readAllBytes(file), set, pictures);
        var known = cache.get(key);
        if (known.isPresent()) {
            return known.get();
        }
        if (set.hasClasses()) {
            return sorted(key, NamedModel.read(file), set);
        }
        ModelFile model = NamedModel.read(file).at(set.scale());
        try (Restorer restorer = Restorer.of(model, options)) {
            Contender.Restoration restoration = degraded -> {
                check.run();
                return restorer.restore(degraded);
            };
            return measured(
                    key, new Restored(model.card().name(), set.scale(), input(set), restoration), set, pictures);
        }
    }

    private Scored sorted(String key, ModelFile model, TestSet set) throws IOException {
        ClassReport report =
                new ClassEvaluation(setting(set), Path.of(set.folder()), check).model(model, options, watcher);
        SequencedMap<String, Integer> ranks = new LinkedHashMap<>();
        report.images().forEach(row -> ranks.put(unused(row.name(), ranks.keySet()), row.rank()));
        ClassScores scored = new ClassScores(
                report.protocol(),
                report.top1().percent(),
                report.top5().map(ClassReport.Share::percent),
                ranks,
                failures(report.failed()));
        cache.put(key, scored);
        return scored;
    }

    /// Two pictures may differ in the endings of their names alone.
    private static String unused(String name, Set<String> used) {
        return used.contains(name) ? unused(name + "'", used) : name;
    }

    private static List<String> failures(List<EvaluationReport.Failed> failed) {
        return failed.stream()
                .map(failure -> failure.name() + ": " + failure.error())
                .toList();
    }

    /// Bicubic interpolation, or nothing where the size stays.
    ///
    /// @throws NothingToMeasureException if not a single picture could be measured
    Scored baseline(TestSet set, ImageFolder pictures) throws IOException {
        String name = baselineName(set);
        String key = ScoreCache.key(name.getBytes(StandardCharsets.UTF_8), set, pictures);
        var known = cache.get(key);
        if (known.isPresent()) {
            return known.get();
        }
        Contender contender = set.task() == Task.SR
                ? new Baseline(set.scale(), Flavour.MIRROR_8BIT)
                : new Restored(name, 1, input(set), picture -> picture);
        return measured(key, contender, set, pictures);
    }

    private Scored measured(String key, Contender contender, TestSet set, ImageFolder pictures) throws IOException {
        EvaluationReport report = new Evaluator(contender, Protocol.parse(set.protocol()), watcher).measure(pictures);
        EvaluationReport.Mean mean = report.mean();
        List<Picture> rows = report.images().stream()
                .map(row -> new Picture(row.name(), row.psnr(), row.ssim()))
                .toList();
        Scored scored = new PictureScores(report.protocol(), mean.psnr(), mean.ssim(), rows, failures(report.failed()));
        cache.put(key, scored);
        return scored;
    }
}
