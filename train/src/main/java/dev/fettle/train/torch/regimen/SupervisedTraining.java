package dev.fettle.train.torch.regimen;

import dev.fettle.image.Image;
import dev.fettle.network.LearntGroups;
import dev.fettle.network.Links;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.train.checkpoint.TrainingState;
import dev.fettle.train.data.Batch;
import dev.fettle.train.data.RandomStreams;
import dev.fettle.train.torch.FlatTensor;
import dev.fettle.train.torch.Moment;
import dev.fettle.train.torch.Phase;
import dev.fettle.train.torch.TorchModel;
import dev.fettle.train.torch.objective.ObjectiveAtWork;
import dev.fettle.train.torch.objective.Seen;
import dev.fettle.train.torch.objective.Subject;
import dev.fettle.train.torch.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// {@link Supervised} at work: every step draws one batch, sums up the objective, and moves the network and the
/// objective's companions along its gradient, each by an optimizer of its own. What is validated and shipped is a
/// moving average of the network's weights.
@SuppressWarnings("try") // scopes act by being open
final class SupervisedTraining implements Training {
    private final Materials materials;
    private final ObjectiveAtWork objective;
    private final Learner student;
    private final SequencedMap<String, Learner> companions = new LinkedHashMap<>();
    private final FlatTensor average;
    private final ShiftWatch shifts;
    private long step;
    private Optional<Last> last = Optional.empty();

    private record Last(Batch batch, Moment moment) {}

    /// @throws IllegalArgumentException if a term of the objective does not fit the network
    SupervisedTraining(Materials materials, Weights initial) {
        this(materials, initial, TorchModel.Reading.PLAIN);
    }

    /// @param reading what the network computes with
    /// @throws IllegalArgumentException if a term of the objective does not fit the network
    SupervisedTraining(Materials materials, Weights initial, TorchModel.Reading reading) {
        this.materials = materials;
        this.objective =
                new ObjectiveAtWork(materials.recipe().objective(), materials.subject(), materials.surroundings());
        this.student = new Learner(TorchModel.trained(materials.description(), initial, reading), optimizer());
        this.average = FlatTensor.zeros(
                student.model().graph().parameters(), student.model().device());
        average.write(initial);
        this.shifts = new ShiftWatch(student.model().graph(), average);
        objective.companions().forEach((name, model) -> companions.put(name, new Learner(model, optimizer())));
    }

    private Optimizer optimizer() {
        return materials.recipe().optimizer();
    }

    /// What is trained: the network, then the companions.
    List<Learner> learners() {
        List<Learner> learners = new ArrayList<>(List.of(student));
        learners.addAll(companions.values());
        return learners;
    }

    FlatTensor average() {
        return average;
    }

    @Override
    public Step step(Moment moment, RandomStreams random) {
        return step(draw(moment, random), moment);
    }

    Batch draw(Moment moment, RandomStreams random) {
        return materials.supply().batches().of(moment, random.of(RandomStreams.PATCHES));
    }

    Step step(Batch batch, Moment moment) {
        double rate = materials.recipe().rate(moment);
        try (PointerScope scope = new PointerScope()) {
            learners().forEach(Learner::clear);
            Phase.Training phase = phase(moment);
            ObjectiveAtWork.Sum sum = sum(batch, moment, phase);
            sum.total().backward();
            double loss = sum.total().item_double();
            return new Step(loss, terms(sum), moved(loss, rate, new Made(batch, moment, phase)), rate);
        }
    }

    private Phase.Training phase(Moment moment) {
        return new Phase.Training(moment, student.model().device());
    }

    /// The objective for a batch, with nothing moved. Lives in the caller's scope.
    Tensor loss(Batch batch, Moment moment) {
        return sum(batch, moment, phase(moment)).total();
    }

    private ObjectiveAtWork.Sum sum(Batch batch, Moment moment, Phase.Training phase) {
        last = Optional.of(new Last(batch, moment));
        return objective.of(new Seen(batch, subject(batch), student.model(), phase), moment);
    }

    private Subject subject(Batch batch) {
        return materials.subject().at(batch.scale());
    }

    /// The terms' own values, where there is more than the sum.
    private SequencedMap<String, Double> terms(ObjectiveAtWork.Sum sum) {
        SequencedMap<String, Double> terms = new LinkedHashMap<>();
        if (materials.recipe().objective().isCompound()) {
            sum.terms().forEach((name, value) -> terms.put(name, value.item_double()));
        }
        return terms;
    }

    /// What a step was made from.
    private record Made(Batch batch, Moment moment, Phase.Training phase) {}

    /// Updates everything, unless a number is not finite.
    private Step.Norms moved(double loss, double rate, Made made) {
        double norm = student.gathered();
        double[] others =
                companions.values().stream().mapToDouble(Learner::gathered).toArray();
        boolean isFinite = Double.isFinite(loss) && Double.isFinite(norm);
        for (double other : others) {
            isFinite &= Double.isFinite(other);
        }
        if (!isFinite) {
            return new Step.Norms(norm, Double.NaN);
        }
        step++;
        double progress = made.moment.progress();
        student.update(norm, rate, progress, step);
        objective.settle(
                subject(made.batch).architecture().scale(), student.model().weights(), made.moment);
        follow(made.phase);
        double weights = student.weightNorm();
        int i = 0;
        for (Learner companion : companions.values()) {
            companion.update(others[i++], rate, progress, step);
            weights = Math.hypot(weights, companion.weightNorm());
        }
        return new Step.Norms(norm, weights);
    }

    private void follow(Phase.Training phase) {
        try (NoGradGuard frozen = new NoGradGuard()) {
            phase.moveStatistics();
            double decay = Math.min(
                    optimizer().averageDecay(), (1.0 + step) / (10.0 + step)); // a young average forgets faster
            FlatTensor weights = student.model().weights();
            average.flat().lerp_(weights.flat(), new Scalar(1 - decay));
            average.takeUnaveraged(weights);
            shifts.look(average, step);
        }
    }

    @Override
    public long steps() {
        return step;
    }

    /// The first weight, value of a node or gradient that is not finite, in the order of the graph.
    @Override
    public String culprit() {
        Last at = last.orElseThrow(() -> new IllegalStateException("no step has been made"));
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            return student.model()
                    .firstNotFinite(Seen.input(at.batch, student.model()), phase(at.moment))
                    .or(() -> gradient("", student))
                    .or(this::companionsCulprit)
                    .orElse("the loss");
        }
    }

    private Optional<String> companionsCulprit() {
        return companions.entrySet().stream()
                .flatMap(companion -> weightOrGradient(companion.getKey(), companion.getValue()).stream())
                .findFirst();
    }

    private static Optional<String> weightOrGradient(String term, Learner companion) {
        return companion
                .model()
                .weights()
                .firstNotFinite()
                .map(name -> "weight '" + term + "/" + name + "'")
                .or(() -> gradient(term + "/", companion));
    }

    private static Optional<String> gradient(String prefix, Learner learner) {
        return learner.model().gradients().firstNotFinite().map(name -> "the gradient of '" + prefix + name + "'");
    }

    /// `groups`: of each layer that has gates how many there are, and the gates themselves as digits,
    /// `0110`.
    @Override
    public SequencedMap<String, Object> findings() {
        SequencedMap<String, Object> byLayer = new LinkedHashMap<>();
        LearntGroups.layers(student.model().graph()).forEach(layer -> {
            Links links = layer.read(average.read(layer.gates()).array()).links();
            SequencedMap<String, Object> found = new LinkedHashMap<>();
            found.put("groups", links.groups());
            found.put("gates", links.toString());
            byLayer.put(layer.layer(), found);
        });
        SequencedMap<String, Object> findings = new LinkedHashMap<>();
        if (!byLayer.isEmpty()) {
            findings.put("groups", byLayer);
        }
        return findings;
    }

    @Override
    public SequencedMap<String, Values> lastSeen() {
        return last.map(at -> at.batch.arrays()).orElseGet(LinkedHashMap::new);
    }

    @Override
    public TrainingState state() {
        SequencedMap<String, Weights> parts = new LinkedHashMap<>();
        student.copyTo(parts, "");
        parts.put(TrainingState.AVERAGE, average.read());
        shifts.copyTo(parts);
        companions.forEach((name, companion) -> companion.copyTo(parts, TrainingState.prefix(name)));
        return new TrainingState(step, parts);
    }

    @Override
    public void resume(TrainingState state) {
        step = state.step();
        student.resume(state, "");
        Learner.restore(average, state, TrainingState.AVERAGE);
        shifts.resume(state, average);
        companions.forEach((name, companion) -> companion.resume(state, TrainingState.prefix(name)));
    }

    @Override
    public Outcome outcome() {
        return new Outcome(materials.subject().architecture(), average.read());
    }

    @Override
    public Values answer(List<Image> pictures, int scale) {
        Subject subject = materials.subject().at(scale);
        return student.model().answer(average, pictures, subject.results().getFirst());
    }

    @Override
    public void close() {
        companions.values().forEach(Learner::close);
        objective.close();
        average.close();
        student.close();
        student.model().close();
    }
}
