package dev.fettle.lab.sweep.run;

import dev.fettle.image.data.ImageFolder;
import dev.fettle.image.degrade.Task;
import dev.fettle.image.metric.Protocol;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.lab.NamedModel;
import dev.fettle.lab.NothingToMeasureException;
import dev.fettle.lab.Watcher;
import dev.fettle.lab.evaluation.Contender;
import dev.fettle.lab.evaluation.Contender.Baseline;
import dev.fettle.lab.evaluation.Contender.Restored;
import dev.fettle.lab.evaluation.EvaluationReport;
import dev.fettle.lab.evaluation.Evaluator;
import dev.fettle.lab.evaluation.TestInput;
import dev.fettle.lab.report.SweepResults.Picture;
import dev.fettle.lab.report.SweepResults.Scored;
import dev.fettle.lab.sweep.TestSet;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.RestoreOptions;
import dev.fettle.runtime.Restorer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
        List<String> failed = report.failed().stream()
                .map(failure -> failure.name() + ": " + failure.error())
                .toList();
        Scored scored = new Scored(report.protocol(), mean.psnr(), mean.ssim(), rows, failed);
        cache.put(key, scored);
        return scored;
    }
}
