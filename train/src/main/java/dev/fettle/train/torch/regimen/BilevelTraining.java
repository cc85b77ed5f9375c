package dev.fettle.train.torch.regimen;

import dev.fettle.image.Image;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Slim;
import dev.fettle.train.checkpoint.TrainingState;
import dev.fettle.train.data.Batch;
import dev.fettle.train.data.RandomStreams;
import dev.fettle.train.measure.Measured;
import dev.fettle.train.torch.Moment;
import dev.fettle.train.torch.TorchModel;
import dev.fettle.train.torch.search.Choice;
import dev.fettle.train.torch.search.Choices;
import dev.fettle.train.torch.search.Derivation;
import dev.fettle.train.torch.search.SearchSpace;
import dev.fettle.train.torch.search.WidthMixture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.bytedeco.javacpp.PointerScope;

/// {@link Bilevel} at work: a supervised training of the mixture of all candidates, with a step of the choices before
/// each of its own. What is validated and shipped is made of the moving average of the weights. Dual models learn
/// with the weights, and the choices see them as they are.
@SuppressWarnings("try") // scopes act by being open
final class BilevelTraining implements Training {
    /// Of the batches that the choices learn from.
    private static final String HELD_OUT = "held-out";

    private final Bilevel settings;
    private final Materials materials;
    private final Derivation derivation;
    private final Choices choices;
    private final WidthMixture mixture;
    private final SupervisedTraining weights;
    private final ChoiceGradient gradient;
    private Optional<BestFound> best = Optional.empty();
    private Optional<TorchModel> derived = Optional.empty();

    /// @throws IllegalArgumentException if there is nothing to search, or a term of the objective does not fit
    BilevelTraining(Bilevel settings, Materials materials, Weights initial) {
        this.settings = settings;
        this.materials = materials;
        SearchSpace space = settings.space(materials.subject());
        this.derivation = new Derivation(materials.subject().architecture(), space);
        long seed = materials.surroundings().seed() + HELD_OUT.hashCode();
        this.choices =
                new Choices(space, settings.choices(), materials.surroundings().device(), seed);
        this.mixture = new WidthMixture(space, materials.subject().graph().parameters(), choices.alphas());
        this.weights = new SupervisedTraining(materials, initial, mixture);
        this.gradient = new ChoiceGradient(settings.order(), weights, choices, mixture);
    }

    @Override
    public Step step(Moment moment, RandomStreams random) {
        drop();
        Batch seen = weights.draw(moment, random);
        Batch held = materials.supply().heldOut().orElseThrow().of(moment, random.of(HELD_OUT));
        mixture.rank(student().weights().views());
        if (!areMoved(seen, held, moment)) {
            double rate = materials.recipe().rate(moment);
            return new Step(Double.NaN, new LinkedHashMap<>(), new Step.Norms(Double.NaN, Double.NaN), rate);
        }
        return weights.step(seen, moment);
    }

    private TorchModel student() {
        return weights.learners().getFirst().model();
    }

    private boolean areMoved(Batch seen, Batch held, Moment moment) {
        double rate = materials
                .recipe()
                .learningRate()
                .applyAsDouble(moment, settings.choices().learningRate());
        try (PointerScope scope = new PointerScope()) {
            return choices.update(
                    gradient.of(seen, held, moment, materials.recipe().rate(moment)), rate, steps() + 1);
        }
    }

    @Override
    public long steps() {
        return weights.steps();
    }

    @Override
    public String culprit() {
        return weights.culprit();
    }

    @Override
    public SequencedMap<String, Values> lastSeen() {
        return weights.lastSeen();
    }

    private List<Choice> chosen() {
        return derivation.choices(choices.alphas().read());
    }

    /// `choices`: `width`, `entropy` and `margin` of each group; `bestStep`, after which the validation was best.
    @Override
    public SequencedMap<String, Object> findings() {
        SequencedMap<String, Object> byGroup = new LinkedHashMap<>();
        List<Choice> chosen = chosen();
        for (int i = 0; i < chosen.size(); i++) {
            SequencedMap<String, Object> numbers = new LinkedHashMap<>();
            numbers.put("width", chosen.get(i).width());
            numbers.put("entropy", chosen.get(i).entropy());
            numbers.put("margin", chosen.get(i).margin());
            byGroup.put(derivation.space().searched().get(i).name(), numbers);
        }
        SequencedMap<String, Object> findings = new LinkedHashMap<>();
        findings.put("choices", byGroup);
        best.ifPresent(found -> findings.put("bestStep", found.step()));
        return findings;
    }

    @Override
    public void validated(Measured measured) {
        if (best.map(found -> found.isBelow(measured.value())).orElse(true)) {
            Weights average = weights.average().read();
            best = Optional.of(new BestFound(
                    steps(), (float) measured.value(), average, choices.alphas().read()));
        }
    }

    @Override
    public Outcome outcome() {
        Slim.Cut cut = best.map(found -> derivation.of(found.weights(), derivation.choices(found.choices())))
                .orElseGet(this::cut);
        return new Outcome(cut.architecture(), cut.weights());
    }

    private Slim.Cut cut() {
        return derivation.of(weights.average().read(), chosen());
    }

    @Override
    public TrainingState state() {
        TrainingState state = weights.state();
        SequencedMap<String, Weights> parts = new LinkedHashMap<>(state.parts());
        choices.copyTo(parts);
        gradient.copyTo(parts);
        best.ifPresent(found -> found.copyTo(parts));
        return new TrainingState(state.step(), parts);
    }

    @Override
    public void resume(TrainingState state) {
        drop();
        weights.resume(state);
        choices.resume(state);
        gradient.resume(state);
        best = BestFound.of(
                state, student().weights().parameters(), choices.alphas().parameters());
    }

    @Override
    public Values answer(List<Image> pictures, int scale) {
        return switch (settings.judged()) {
            case DERIVED -> {
                TorchModel model = derived();
                String result = materials.subject().at(scale).results().getFirst();
                yield model.answer(model.weights(), pictures, result);
            }
            case MIXTURE -> {
                mixture.rank(weights.average().views());
                yield weights.answer(pictures, scale);
            }
        };
    }

    /// Made once for all pictures.
    private TorchModel derived() {
        if (derived.isEmpty()) {
            Slim.Cut cut = cut();
            TorchModel.Description description = new TorchModel.Description(
                    cut.architecture().graph(),
                    cut.architecture().valueRange(),
                    materials.surroundings().device());
            derived = Optional.of(TorchModel.frozen(description, cut.weights()));
        }
        return derived.get();
    }

    private void drop() {
        derived.ifPresent(TorchModel::close);
        derived = Optional.empty();
    }

    @Override
    public void close() {
        drop();
        weights.close();
        mixture.close();
        choices.close();
    }
}
