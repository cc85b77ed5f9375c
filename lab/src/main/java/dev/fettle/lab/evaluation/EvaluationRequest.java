package dev.fettle.lab.evaluation;

import dev.fettle.image.degrade.BicubicDown;
import dev.fettle.image.degrade.Degradation;
import dev.fettle.image.degrade.Task;
import dev.fettle.image.metric.Protocol;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.lab.NamedModel;
import dev.fettle.lab.NothingToMeasureException;
import dev.fettle.lab.Originals;
import dev.fettle.lab.UnfitRequestException;
import dev.fettle.lab.Watcher;
import dev.fettle.lab.evaluation.Contender.Baseline;
import dev.fettle.lab.evaluation.Contender.Network;
import dev.fettle.lab.evaluation.Contender.Restoration;
import dev.fettle.lab.evaluation.Contender.Restored;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.RestoreOptions;
import dev.fettle.runtime.Restorer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// What is to be measured: PSNR and SSIM over a folder of originals, of a model or of doing without one.
///
/// @param data the originals, or a folder whose subfolder `HR` holds them
/// @param lr degraded pictures of the same names, instead of making them
/// @param degrading how they are made
/// @param seed for another draw of the noise
/// @param protocol what is compared, by its name; the one that is customary if empty
public record EvaluationRequest(
        Path data, Optional<Path> lr, Degrading degrading, long seed, Optional<String> protocol) {
    /// @throws IllegalArgumentException if there is no protocol of that name; the message lists the known ones
    public EvaluationRequest {
        protocol.ifPresent(Protocol::parse);
    }

    /// MATLAB's bicubic enlargement.
    ///
    /// @throws UnfitRequestException if something is not said, or contradicts the rest
    /// @throws NothingToMeasureException if not a single picture could be measured
    public EvaluationReport bicubic(Watcher watcher) throws IOException {
        Protocol compared = compared(lr.isEmpty() ? Protocol.Y_DOUBLE : Protocol.Y);
        int scale =
                degrading.scale().orElseThrow(() -> new UnfitRequestException("bicubic enlarges: --scale N is needed"));
        if (scale < 2) {
            throw new UnfitRequestException("--scale must be at least 2, got " + scale);
        }
        return measured(new Evaluator(bicubic(scale, compared), compared, watcher));
    }

    /// The degraded pictures themselves.
    ///
    /// @throws UnfitRequestException if something is not said, or contradicts the rest
    /// @throws NothingToMeasureException if not a single picture could be measured
    public EvaluationReport none(Watcher watcher) throws IOException {
        Protocol compared = compared(customary(Optional.empty()));
        return measured(new Evaluator(none(), compared, watcher));
    }

    /// A model, and beside it what the same input has without one.
    ///
    /// @param all with all of its scales
    /// @param name of the model, for messages
    /// @throws UnfitRequestException if something is not said, or contradicts the rest
    /// @throws IllegalArgumentException if the model is for another scale or for a task that is not known
    /// @throws NothingToMeasureException if not a single picture could be measured
    public EvaluationReport model(ModelFile all, String name, RestoreOptions options, Watcher watcher)
            throws IOException {
        ModelFile model = NamedModel.at(degrading.scale(), all, name);
        Task task = Task.parse(model.card().usage().task());
        Protocol compared = compared(customary(Optional.of(task)));
        TestInput input = input(model, name, compared);
        try (Restorer restorer = Restorer.of(model, options)) {
            restorer.hint().ifPresent(watcher::note);
            Contender contender = new Restored(model.card().name(), model.scale(), input, new Network(restorer));
            return measured(
                    new Evaluator(contender, compared, watcher).beside(baseline(model.scale(), input, compared)));
        }
    }

    private EvaluationReport measured(Evaluator evaluator) throws IOException {
        return evaluator.measure(Originals.in("--data", data));
    }

    /// What papers compare: files of `--lr` were made for the model, unless `--sigma` says what was done to them.
    private Protocol customary(Optional<Task> task) {
        return lr.filter(_ -> degrading.sigma255().isEmpty())
                .flatMap(_ -> task)
                .or(degrading::task)
                .map(Task::protocol)
                .orElse(Protocol.Y);
    }

    private Protocol compared(Protocol customary) {
        Protocol compared = protocol.map(Protocol::parse).orElse(customary);
        if (compared == Protocol.Y_DOUBLE && lr.isPresent()) {
            throw new UnfitRequestException(
                    "--protocol y-double degrades in floating point and cannot use the files of --lr; "
                            + "choose y, y-rounded, rgb or gray");
        }
        if (compared == Protocol.Y_DOUBLE && degrading.changesOriginal()) {
            throw new UnfitRequestException(
                    "--protocol y-double compares luma of the original itself, which --steps makes "
                            + "gray or smaller; choose y, y-rounded, rgb or gray");
        }
        return compared;
    }

    /// What is said of the same input without a model: `bicubic`, or `none` where the size stays.
    private Contender baseline(int scale, TestInput input, Protocol compared) throws IOException {
        return scale > 1 ? bicubic(scale, compared) : new Restored("none", 1, input, degraded -> degraded);
    }

    private Contender bicubic(int scale, Protocol compared) throws IOException {
        if (lr.isEmpty()) {
            return new Baseline(scale, shrinking(compared));
        }
        TestInput given = new TestInput.Given(Originals.in("--lr", lr.get()), scale, scale);
        return new Restored("bicubic x" + scale, scale, given, Restoration.bicubic(scale));
    }

    private Contender none() throws IOException {
        if (lr.isPresent()) {
            int scale = degrading.scale().orElse(1);
            TestInput given = new TestInput.Given(Originals.in("--lr", lr.get()), scale, 1);
            return new Restored("none", scale, given, picture -> picture);
        }
        if (degrading.scale().isPresent()) {
            throw new UnfitRequestException("none measures pictures of the original's size; "
                    + "use 'bicubic' with --scale, or name finished files by --lr");
        }
        return new Restored("none", 1, made("none", Flavour.MIRROR_8BIT), picture -> picture);
    }

    /// What a model is given. A network that enlarges gets what it was made for; one that keeps the size gets
    /// whatever was asked for.
    private TestInput input(ModelFile model, String name, Protocol compared) throws IOException {
        int scale = model.scale();
        degrading.requireFits(name, scale);
        if (lr.isPresent()) {
            return new TestInput.Given(Originals.in("--lr", lr.get()), scale, scale);
        }
        Flavour flavour = shrinking(compared);
        return scale > 1 ? new TestInput.Made(new BicubicDown(scale, flavour), seed) : made(name, flavour);
    }

    /// How low-resolution pictures are made unless files are given.
    private static Flavour shrinking(Protocol compared) {
        return compared == Protocol.Y_DOUBLE ? Flavour.MIRROR_UNROUNDED : Flavour.MIRROR_8BIT;
    }

    private TestInput made(String method, Flavour flavour) {
        return degradation(flavour)
                .map(degraded -> new TestInput.Made(degraded, seed))
                .orElseThrow(() -> new UnfitRequestException(method
                        + " needs to know the degradation: --sigma S, --quality Q, --steps STEPS or --lr FOLDER"));
    }

    private Optional<Degradation> degradation(Flavour flavour) {
        try {
            return degrading.degradation(flavour);
        } catch (IllegalArgumentException e) {
            throw new UnfitRequestException(degrading.option() + ": " + e.getMessage());
        }
    }
}
