package dev.fettle.train.torch.growth;

import dev.fettle.network.Channels.Reader;
import dev.fettle.network.Node;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.train.data.Batch;
import dev.fettle.train.data.RandomState;
import dev.fettle.train.torch.Moment;
import dev.fettle.train.torch.Phase;
import dev.fettle.train.torch.TorchModel;
import dev.fettle.train.torch.objective.Objective;
import dev.fettle.train.torch.objective.ObjectiveAtWork;
import dev.fettle.train.torch.objective.Seen;
import dev.fettle.train.torch.objective.Subject;
import dev.fettle.train.torch.objective.Surroundings;
import dev.fettle.train.torch.optimizer.Adam;
import dev.fettle.train.torch.optimizer.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Grows groups of channels: with all slices that read a group at zero, the channel with the largest gradient
/// is switched on with its old weights, and what is switched on is trained for a while, until enough channels
/// are on. Guo et al., 2022 (DRC), in the form of the authors' code. The loss is how far what the readers make
/// is from what they make in the whole network, and γ times the objective, both as if white were 255:
///
///     L = mean (f - f')²  +  γ · objective
///
/// Each side sees its own inputs. The objective's companions, such as dual models, are asked and stay as they
/// are. Batches follow from the seed; the same seed, threads and libtorch give the same bits. Not thread-safe.
@SuppressWarnings("try") // scopes act by being open
public final class Growth implements AutoCloseable {
    /// What white is to the loss, whatever it is to the network: γ and the rate mean what they mean in the
    /// paper.
    static final double WHITE = 255;

    private static final double COMPANIONS_RATE = 1e-3;

    /// More than batches differ by.
    private static final double ASTRAY = 2;

    private static final double SLOWER = 0.25;
    private static final double SLOWEST = 1e-6; // of the rate that is asked for

    private final Ground ground;
    private final Settings settings;
    private final ObjectiveAtWork objective;
    private final RandomState random;

    /// How channels are grown.
    ///
    /// @param gamma of the objective; 0 for the readers' results alone
    /// @param batches whose gradients choose
    /// @param tuning batches that train what is on, after each choice
    /// @param together channels that are switched on at once
    /// @param learningRate of stochastic gradient descent with Nesterov's momentum 0.9
    public record Settings(double gamma, int batches, int tuning, int together, double learningRate) {
        public Settings {
            boolean areFinite = Double.isFinite(gamma) && Double.isFinite(learningRate);
            if (!areFinite || gamma < 0 || learningRate <= 0 || batches < 1 || tuning < 0 || together < 1) {
                throw new IllegalArgumentException(
                        "growing needs gamma >= 0, batches >= 1, tuning >= 0, together >= 1 and learningRate > 0, got "
                                + "%s, %d, %d, %d and %s".formatted(gamma, batches, tuning, together, learningRate));
            }
        }
    }

    /// What does not change from group to group.
    ///
    /// @param subject the whole network
    /// @param whole its weights
    /// @param batches draws one
    public record Ground(
            Subject subject, Weights whole, Function<RandomState, Batch> batches, Surroundings surroundings) {}

    /// What came of a group.
    ///
    /// @param order positions of the channels that are on, in the order in which they were switched on
    /// @param changed the readers' weights and biases, slices of the other channels being zero
    /// @param explained part of the readers' results that was missing with no channel on, and is not now
    public record Grown(List<Integer> order, Map<String, Values> changed, double explained) {
        public Grown {
            order = List.copyOf(order);
            changed = Map.copyOf(changed);
        }
    }

    /// @throws IllegalArgumentException if a term of the objective does not fit the network
    public Growth(Ground ground, Objective objective, Settings settings) {
        this.ground = ground;
        this.settings = settings;
        this.objective = new ObjectiveAtWork(objective, ground.subject, ground.surroundings);
        this.random = new RandomState(ground.surroundings.seed());
    }

    /// The networks that the objective trains beside the one it is for, by their names.
    public SequencedMap<String, TorchModel> companions() {
        return objective.companions();
    }

    /// Trains the companions with the whole network as it is.
    ///
    /// @param check called before each step; may throw
    public void trainCompanions(int steps, Runnable check) {
        Adam adam = Adam.DEFAULTS;
        List<Rule> rules = new ArrayList<>();
        try (TorchModel whole = TorchModel.frozen(description(ground.subject), ground.whole)) {
            companions()
                    .values()
                    .forEach(each -> rules.add(adam.rule(each.graph().parameters(), each.device())));
            for (int step = 1; step <= steps; step++) {
                check.run();
                trainCompanions(whole, rules, step);
            }
        } finally {
            rules.forEach(Rule::close);
        }
    }

    private void trainCompanions(TorchModel whole, List<Rule> rules, int step) {
        try (PointerScope scope = new PointerScope()) {
            List<TorchModel> models = List.copyOf(companions().values());
            models.forEach(each -> each.gradients().flat().zero_());
            Batch batch = ground.batches.apply(random);
            Seen seen = new Seen(batch, ground.subject.at(batch.scale()), whole, Phase.USE);
            objective.of(seen, Moment.LAST).total().backward();
            for (int i = 0; i < models.size(); i++) {
                TorchModel model = models.get(i);
                rules.get(i).update(model.weights().flat(), model.gradients().flat(), COMPANIONS_RATE, step);
            }
        }
    }

    private TorchModel.Description description(Subject subject) {
        return new TorchModel.Description(
                subject.graph(), subject.architecture().valueRange(), ground.surroundings.device());
    }

    /// Grows one group.
    ///
    /// @param readers of the group, at least one, in the graph of the subject
    /// @param count of channels that are switched on
    /// @param weights of the network as it is by now
    /// @param check called before each batch; may throw
    /// @throws IllegalArgumentException naming filters whose gradients are no finite numbers
    public Grown grow(List<Reader> readers, int count, Weights weights, Runnable check) {
        SequencedMap<String, Node> results = new LinkedHashMap<>();
        readers.forEach(reader -> results.put("grown " + results.size(), reader.convolution()));
        Subject base = ground.subject;
        Subject seeing =
                new Subject(base.architecture(), base.graph().alsoEndingIn(results), base.patch(), base.results());
        List<String> names = List.copyOf(results.sequencedKeySet());
        try (TorchModel whole = TorchModel.frozen(description(seeing), ground.whole);
                Sprout sprout = new Sprout(TorchModel.trained(description(seeing), weights), readers, weights)) {
            return new Season(seeing, names, whole, sprout, check).run(count);
        }
    }

    /// One group at work.
    private final class Season {
        private final Subject subject;
        private final List<String> names;
        private final TorchModel whole;
        private final Sprout sprout;
        private final Runnable check;
        private double rate = settings.learningRate();

        Season(Subject subject, List<String> names, TorchModel whole, Sprout sprout, Runnable check) {
            this.subject = subject;
            this.names = names;
            this.whole = whole;
            this.sprout = sprout;
            this.check = check;
        }

        Grown run(int count) {
            double missing = 0;
            double left = 0;
            while (sprout.order().size() < count) {
                double before = gathered(settings.batches());
                missing = sprout.order().isEmpty() ? before : missing;
                sprout.switchOn(
                        Math.min(settings.together(), count - sprout.order().size()));
                left = tuned();
            }
            return new Grown(sprout.order(), sprout.changed(), missing > 0 ? 1 - left / missing : 1);
        }

        /// Gradients over some batches.
        ///
        /// @return what the readers' results lack, on the mean
        private double gathered(int batches) {
            sprout.clear();
            double sum = 0;
            for (int i = 0; i < batches; i++) {
                sum += backward();
            }
            return sum / batches;
        }

        /// Trains what is on. Where that goes astray, it is forgotten and tried at a quarter of the
        /// rate, which stays for the group: a rate that suits the layers inside of a network may be too
        /// much for those that end in a picture.
        ///
        /// @return what the readers' results lack, on the mean
        private double tuned() {
            while (settings.tuning() > 0 && rate > SLOWEST * settings.learningRate()) {
                Map<String, Values> start = sprout.changed();
                double[] lacking = descended();
                if (lacking[lacking.length - 1] <= ASTRAY * lacking[0]) { // false for NaN
                    return Arrays.stream(lacking).average().orElseThrow();
                }
                sprout.reset(start);
                rate *= SLOWER;
            }
            return backward();
        }

        /// @return what the readers' results lack before each step, and behind the last
        private double[] descended() {
            double[] lacking = new double[settings.tuning() + 1];
            try (Rule rule = sprout.descent(rate)) {
                for (int step = 0; step < settings.tuning(); step++) {
                    sprout.clear();
                    lacking[step] = backward();
                    sprout.update(rule, rate, step + 1);
                }
            }
            lacking[settings.tuning()] = backward();
            return lacking;
        }

        private double backward() {
            check.run();
            try (PointerScope scope = new PointerScope()) {
                Batch batch = ground.batches().apply(random);
                Subject at = ground.subject().at(batch.scale());
                List<String> wanted = new ArrayList<>(at.results());
                wanted.addAll(names);
                Seen seen = new Seen(
                        batch,
                        new Subject(at.architecture(), subject.graph(), subject.patch(), wanted),
                        sprout.model(),
                        Phase.USE);
                Tensor lacking = lacking(seen);
                Tensor total = lacking;
                if (settings.gamma() > 0) {
                    Tensor asked = objective.of(seen, Moment.LAST).total();
                    total = lacking.add(asked.mul(new Scalar(settings.gamma() * WHITE)));
                }
                total.backward();
                return lacking.item_double();
            }
        }

        /// Mean squared error of what the readers make, added up over them.
        private Tensor lacking(Seen seen) {
            SequencedMap<String, Tensor> made = whole.forward(seen.input(), Phase.USE, names);
            return names.stream()
                    .map(name -> torch.mse_loss(
                            seen.result(name),
                            Objects.requireNonNull(made.get(name)).detach()))
                    .reduce(Tensor::add)
                    .orElseThrow()
                    .mul(new Scalar(WHITE * WHITE));
        }
    }

    @Override
    public void close() {
        objective.close();
    }
}
