package dev.fettle.train;

import dev.fettle.network.Channels.Reader;
import dev.fettle.network.Network;
import dev.fettle.network.Weights;
import dev.fettle.network.model.ModelFile;
import dev.fettle.train.checkpoint.Checkpoint;
import dev.fettle.train.checkpoint.TrainingState;
import dev.fettle.train.data.BatchSource;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.torch.Libtorch;
import dev.fettle.train.torch.TorchModel;
import dev.fettle.train.torch.growth.Growth;
import dev.fettle.train.torch.growth.Growth.Grown;
import dev.fettle.train.torch.objective.Objective;
import dev.fettle.train.torch.objective.Subject;
import dev.fettle.train.torch.objective.Surroundings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Channels of a trained network, switched on one after the other by what a training asks for: {@link Growth}
/// with the data, the loss and the device of an {@link Experiment}.
public final class ChannelGrowth implements AutoCloseable {
    private final Growth growth;
    private final Runnable check;

    private ChannelGrowth(Growth growth, Runnable check) {
        this.growth = growth;
        this.check = check;
    }

    /// How channels are grown.
    ///
    /// @param experiment whose data, loss, threads, device and seed count
    /// @param dual whether terms count that train a network of their own
    /// @param companions where such networks come from
    public record Plan(Experiment experiment, boolean dual, Growth.Settings settings, Companions companions) {}

    /// The dual models of an objective.
    ///
    /// @param checkpoint of the training that has them
    /// @param steps that they are trained for where no checkpoint is named
    public record Companions(Optional<Path> checkpoint, int steps) {
        public Companions {
            if (steps < 1) {
                throw new IllegalArgumentException("companionSteps must be at least 1, got " + steps);
            }
        }
    }

    /// Reads the photographs and makes the objective ready.
    ///
    /// @param model the whole network
    /// @param plain the same with filters that can be zero
    /// @param check called before each batch; may throw to end it
    /// @throws IllegalArgumentException if settings, pictures, checkpoint or this machine do not do
    /// @throws IOException if a file cannot be read
    public static ChannelGrowth open(ModelFile model, Network plain, Plan plan, Runnable check) throws IOException {
        Experiment.Settings settings = plan.experiment.settings();
        settings.device().prepare();
        Subject subject =
                new Subject(model.architecture(), plain.graph(), settings.data().patch());
        Objective objective = plan.dual ? settings.loss() : settings.loss().withoutCompanions(subject);
        subject.scales().forEach(objective::requireFiles);
        BatchSource source = TrainingData.source(plan.experiment, subject);
        Libtorch.prepareToTrain(settings.threads());
        Growth.Ground ground = new Growth.Ground(
                subject,
                plain.weights(),
                random -> source.next(random, settings.data().batch()),
                new Surroundings(settings.device(), settings.seed()));
        Growth growth = new Growth(ground, objective, plan.settings);
        try {
            fill(growth, model, plan.companions, check);
            return new ChannelGrowth(growth, check);
        } catch (IOException | RuntimeException e) {
            growth.close();
            throw e;
        }
    }

    private static void fill(Growth growth, ModelFile trained, Companions companions, Runnable check)
            throws IOException {
        if (growth.companions().isEmpty()) {
            return;
        }
        if (companions.checkpoint.isEmpty()) {
            growth.trainCompanions(companions.steps, check);
            return;
        }
        Path file = companions.checkpoint.get();
        TrainingState state = Checkpoint.read(file, trained.network().graph().parameters())
                .now()
                .state();
        for (Map.Entry<String, TorchModel> companion : growth.companions().entrySet()) {
            TorchModel model = companion.getValue();
            try {
                Weights found = state.requirePart(
                        TrainingState.prefix(companion.getKey()) + TrainingState.WEIGHTS,
                        model.graph().parameters());
                model.weights().write(found);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
            }
        }
    }

    /// The experiment that a checkpoint is of.
    ///
    /// @throws IOException naming the file, if it is none or belongs to another network
    public static Experiment experimentOf(Path checkpoint, ModelFile model) throws IOException {
        return Experiment.parse(
                Checkpoint.read(checkpoint, model.network().graph().parameters())
                        .origin()
                        .experiment());
    }

    /// Grows one group of channels.
    ///
    /// @param readers of the group, at least one
    /// @param count of channels that are switched on
    /// @param weights of the network as it is by now
    public Grown grow(List<Reader> readers, int count, Weights weights) {
        return growth.grow(readers, count, weights, check);
    }

    @Override
    public void close() {
        growth.close();
    }
}
