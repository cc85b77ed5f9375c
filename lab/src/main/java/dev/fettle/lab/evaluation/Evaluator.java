package dev.fettle.lab.evaluation;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.data.ImageFolder;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.metric.Evaluation;
import dev.fettle.image.metric.Protocol;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.lab.Garbage;
import dev.fettle.lab.NothingToMeasureException;
import dev.fettle.lab.Watcher;
import dev.fettle.lab.evaluation.Contender.Outcome;
import dev.fettle.lab.evaluation.EvaluationReport.Failed;
import dev.fettle.lab.evaluation.EvaluationReport.Measured;
import dev.fettle.runtime.RestorationException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/// Measures one contender over a folder; a picture that cannot be read or measured is reported and left out of the
/// mean.
public final class Evaluator {
    private final Contender contender;
    private final Evaluation evaluation;
    private final Watcher watcher;
    private final SequencedSet<String> remarks = new LinkedHashSet<>();
    private final Garbage garbage = new Garbage();
    private Optional<Contender> baseline = Optional.empty();

    /// Papers ignore as many pixels on every side as the scale, and none where the size stays.
    public Evaluator(Contender contender, Protocol protocol, Watcher watcher) {
        this.contender = contender;
        this.evaluation = new Evaluation(protocol, contender.scale() == 1 ? 0 : contender.scale());
        this.watcher = watcher;
    }

    /// The same, which measures a baseline on the same pictures by the same protocol, too.
    Evaluator beside(Contender plain) {
        baseline = Optional.of(plain);
        return this;
    }

    /// @throws NothingToMeasureException if not a single picture could be measured
    public EvaluationReport measure(ImageFolder folder) throws NothingToMeasureException {
        List<Measured> measured = new ArrayList<>();
        List<Measured> beside = new ArrayList<>();
        List<Failed> failed = new ArrayList<>();
        try (Watcher.Course progress = watcher.course(folder.files().size())) {
            for (Path file : folder.files()) {
                String name = ImageFolder.stem(file);
                progress.start(name);
                try {
                    Original original = original(file);
                    Measured picture = measure(original);
                    beside.addAll(plain(original)); // before the picture counts: both means are over the same ones
                    measured.add(picture);
                } catch (IOException | IllegalArgumentException | RestorationException e) {
                    failed.add(new Failed(name, String.valueOf(e.getMessage())));
                    progress.note("fettle: " + withName(file, e));
                }
                progress.finished();
                garbage.collect();
            }
        }
        if (measured.isEmpty()) {
            throw new NothingToMeasureException(folder.folder() + ": none of the pictures could be measured");
        }
        return new EvaluationReport(
                contender.name(),
                contender.input(),
                folder.folder().toString(),
                contender.weights(),
                List.copyOf(remarks),
                measured,
                baseline.map(plain -> EvaluationReport.Baseline.of(plain.name(), beside)),
                baseline.map(_ -> EvaluationReport.Gain.of(measured, beside)),
                failed);
    }

    private record Original(Path file, Image picture) {}

    private Original original(Path file) throws IOException {
        return new Original(
                file,
                Bicubic.cropToMultiple(ImageFiles.read(file), contender.scale()).withoutAlpha());
    }

    private Measured measure(Original original) throws IOException {
        Measured measured = measure(contender, original);
        remarks.addAll(contender.remarks(evaluation.protocol() == Protocol.Y_DOUBLE ? Colour.GRAY : measured.colour()));
        return measured;
    }

    /// Of the baseline, where there is one.
    private List<Measured> plain(Original original) throws IOException {
        return baseline.isEmpty() ? List.of() : List.of(measure(baseline.get(), original));
    }

    private Measured measure(Contender method, Original original) throws IOException {
        Outcome outcome = method.measure(original.file(), original.picture(), evaluation);
        outcome.remarks().forEach(remark -> remarks.add(remark.text()));
        return new Measured(ImageFolder.stem(original.file()), outcome.colour(), outcome.scores());
    }

    private static String withName(Path file, Exception problem) {
        String message = String.valueOf(problem.getMessage());
        return message.contains(file.toString()) ? message : file + ": " + message;
    }
}
