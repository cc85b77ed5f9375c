package dev.fettle.runtime;

import dev.fettle.image.Check;
import dev.fettle.network.Border;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.Ending;
import dev.fettle.network.Windows;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.engine.Once;
import dev.fettle.runtime.engine.PreparedNetwork;
import dev.fettle.runtime.engine.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Executor;

/// A model whose weights are read, folded and packed once, for any number of restorers: a service
/// needs one for each model. What only some options or sizes need is prepared when it is first
/// used. Immutable to its users and thread-safe.
public final class PreparedModel {
    private final ModelFile file;
    private final DeployedNetwork network;
    private final Once<PreparedNetwork> whole;
    private final Once<PreparedNetwork> windowed;
    private final Once<OverlappingWindows.Parts> overlapping;

    private PreparedModel(ModelFile file) {
        this.file = file;
        network = picture(file);
        Border border = file.card().usage().border();
        whole = new Once<>(check -> PreparedNetwork.of(network, border, check));
        windowed = new Once<>(check -> PreparedNetwork.of(Windows.of(network, file.poolSize()), border, check));
        overlapping = new Once<>(check -> OverlappingWindows.Parts.of(network, border, check));
    }

    /// The network for its first result, which must be a picture: a vector has no scale and no tiles.
    private static DeployedNetwork picture(ModelFile model) {
        DeployedNetwork first = model.network().deployed().forFirstResult();
        try {
            Ending.requirePicture(first.graph());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "model '%s': %s".formatted(model.card().name(), e.getMessage()), e);
        }
        return first;
    }

    /// Of a model in hand.
    ///
    /// @throws IllegalArgumentException if its network ends in a vector
    public static PreparedModel of(ModelFile model) {
        return new PreparedModel(model);
    }

    /// Of a bundled model, such as `sr-x2`.
    ///
    /// @throws IllegalArgumentException for an unknown name; the message lists the known ones
    public static PreparedModel open(String bundledModel) {
        return of(BundledModels.open(bundledModel));
    }

    /// Of a model file.
    ///
    /// @throws dev.fettle.network.ModelFormatException if the file is no valid model
    public static PreparedModel open(Path modelFile) throws IOException {
        return of(ModelFile.read(modelFile));
    }

    public ModelFile file() {
        return file;
    }

    /// A restorer with buffers and threads of its own.
    public Restorer restorer(RestoreOptions options) {
        return restorer(options, new Workers(options.threads()));
    }

    /// A restorer that runs on its caller's thread and on as many others of the executor as make up
    /// the number of its options. Executors that are busy only mean fewer threads; restorers that
    /// share one do not crowd the machine.
    ///
    /// @param executor outlives the restorer and is not closed with it
    public Restorer restorer(RestoreOptions options, Executor executor) {
        return restorer(options, new Workers(options.threads(), Objects.requireNonNull(executor, "executor")));
    }

    /// The threads end with the restorer, or at once if none can be made.
    private Restorer restorer(RestoreOptions options, Workers workers) {
        try {
            return new Restorer(this, options, workers);
        } catch (RuntimeException | Error e) {
            workers.close();
            throw e;
        }
    }

    DeployedNetwork network() {
        return network;
    }

    PreparedNetwork whole(Check check) {
        return whole.get(check);
    }

    /// Kernels are chosen anew for each window; only for models with a pool size.
    PreparedNetwork windowed(Check check) {
        return windowed.get(check);
    }

    OverlappingWindows.Parts overlapping(Check check) {
        return overlapping.get(check);
    }
}
