package dev.fettle.train.torch.regimen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Slim;
import dev.fettle.train.NeedsLibtorch;
import dev.fettle.train.data.Batch;
import dev.fettle.train.data.RandomState;
import dev.fettle.train.torch.Device;
import dev.fettle.train.torch.FlatTensor;
import dev.fettle.train.torch.Moment;
import dev.fettle.train.torch.Phase;
import dev.fettle.train.torch.TorchModel;
import dev.fettle.train.torch.objective.Distance;
import dev.fettle.train.torch.objective.Dual;
import dev.fettle.train.torch.objective.Norm;
import dev.fettle.train.torch.objective.Objective;
import dev.fettle.train.torch.objective.Seen;
import dev.fettle.train.torch.objective.Subject;
import dev.fettle.train.torch.objective.Surroundings;
import dev.fettle.train.torch.optimizer.Adam;
import dev.fettle.train.torch.regimen.Bilevel.Order;
import dev.fettle.train.torch.search.Candidates;
import dev.fettle.train.torch.search.Choices;
import dev.fettle.train.torch.search.Derivation;
import dev.fettle.train.torch.search.SearchSpace;
import dev.fettle.train.torch.search.WidthMixture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The mixture of widths, and the gradients of its choices against finite differences.
@NeedsLibtorch
@SuppressWarnings("try") // scopes act by being open
class ChoiceGradientTest {
    private static final Architecture EDSR = new Edsr(2, 1, 16, 1, 1);
    private static final double AHEAD = 2; // a learning rate at which a step of the weights makes a difference
    private static final double SMALL = 0.02;

    private final Batch seen = batch(1);
    private final Batch held = batch(2);
    private final Moment moment = new Moment(0, 10, 0, 5);
    private SearchSpace space = new SearchSpace(List.of());
    private Choices choices = open();
    private WidthMixture mixture = new WidthMixture(space, List.of(), choices.alphas());
    private SupervisedTraining weights = training(Objective.of(Norm.L2));

    private static Batch batch(long seed) {
        RandomState random = new RandomState(seed);
        float[] input = new float[2 * 8 * 8 * 3];
        float[] target = new float[4 * input.length];
        random.addGaussian(input, 0, input.length, 0.5);
        random.addGaussian(target, 0, target.length, 0.5);
        return new Batch(2, 8, 3, input, new TreeMap<>(Map.of(1, input, 2, target)));
    }

    private Choices open() {
        space = SearchSpace.of(EDSR.graph(), List.of(), new Candidates(0.25, List.of(0.4, 0.7, 1.0), 4, 4));
        return new Choices(space, new Adam(1e-3, 0.9, 0.999, 1e-8, 0, 0, 0, List.of()), Device.CPU, 7);
    }

    private SupervisedTraining training(Objective objective) {
        Subject subject = new Subject(EDSR, EDSR.graph(), 8);
        mixture = new WidthMixture(space, subject.graph().parameters(), choices.alphas());
        Materials.Recipe recipe = new Materials.Recipe(objective, Adam.DEFAULTS, (_, rate) -> rate);
        Materials.Supply supply = Materials.Supply.of((_, _) -> seen);
        Materials materials = new Materials(subject, recipe, supply, new Surroundings(Device.CPU, 1));
        SupervisedTraining training = new SupervisedTraining(materials, Weights.initial(subject.graph(), 3), mixture);
        mixture.rank(training.learners().getFirst().model().weights().views());
        return training;
    }

    @BeforeEach
    void begin() {
        SequencedMap<String, Values> begun = new LinkedHashMap<>();
        space.choices()
                .forEach(each -> begun.put(each.name(), new Values(each.shape(), new float[] {0.3f, -0.2f, 0.5f})));
        choices.alphas().write(new Weights(begun));
    }

    @AfterEach
    void close() {
        weights.close();
        mixture.close();
        choices.close();
    }

    private double loss(Batch batch) {
        try (PointerScope scope = new PointerScope()) {
            return weights.loss(batch, moment).item_double();
        }
    }

    private double[] gradient(Order order, double rate) {
        try (PointerScope scope = new PointerScope()) {
            Tensor gradient = new ChoiceGradient(order, weights, choices, mixture).of(seen, held, moment, rate);
            return doubles(gradient.detach());
        }
    }

    private static double[] doubles(Tensor tensor) {
        float[] array = FlatTensor.array(tensor);
        double[] doubles = new double[array.length];
        for (int i = 0; i < array.length; i++) {
            doubles[i] = array[i];
        }
        return doubles;
    }

    /// Central differences over each α.
    private double[] differences(DoubleSupplier value) {
        double[] slopes = new double[(int) choices.alphas().flat().numel()];
        for (int i = 0; i < slopes.length; i++) {
            shift(i, SMALL);
            double above = value.getAsDouble();
            shift(i, -2 * SMALL);
            double below = value.getAsDouble();
            shift(i, SMALL);
            slopes[i] = (above - below) / (2 * SMALL);
        }
        return slopes;
    }

    private void shift(int alpha, double by) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            choices.alphas().flat().narrow(0, alpha, 1).add_(new Scalar(by));
        }
    }

    /// L_held(w - ξ · ∂w L_seen(w, α), α).
    private double lossAhead() {
        try (PointerScope scope = new PointerScope()) {
            Tensor flat = student().weights().flat();
            Tensor before = flat.clone();
            weights.learners().forEach(Learner::clear);
            weights.loss(seen, moment).backward();
            try (NoGradGuard frozen = new NoGradGuard()) {
                flat.sub_(student().gradients().flat(), new Scalar(AHEAD));
            }
            double loss = loss(held);
            try (NoGradGuard frozen = new NoGradGuard()) {
                flat.copy_(before);
            }
            return loss;
        }
    }

    private TorchModel student() {
        return weights.learners().getFirst().model();
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.pow(a[i] - b[i], 2);
        }
        return Math.sqrt(sum);
    }

    private static double norm(double[] a) {
        return distance(a, new double[a.length]);
    }

    @Test
    void firstOrderIsTheSlopeOfTheHeldOutLoss() {
        double[] expected = differences(() -> loss(held));
        assertThat(distance(gradient(Order.FIRST, AHEAD), expected)).isLessThan(0.01 * norm(expected));
    }

    /// Weights that follow the choices change the slope by far more than the tolerance.
    @Test
    void secondOrderIsTheSlopeThroughAStepOfTheWeights() {
        double[] expected = differences(this::lossAhead);
        assertThat(distance(gradient(Order.FIRST, AHEAD), expected)).isGreaterThan(0.3 * norm(expected));
        assertThat(distance(gradient(Order.SECOND, AHEAD), expected)).isLessThan(0.03 * norm(expected));
    }

    /// Its product with the Hessian, multiplied where it should be divided, is next to nothing: at a learning
    /// rate at which the step ahead is, too, the gradient is that of the first order.
    @Test
    void theReleasesSecondOrderIsTheFirstInEffect() {
        double[] first = gradient(Order.FIRST, 1e-6);
        assertThat(distance(gradient(Order.AS_RELEASED, 1e-6), first)).isLessThan(1e-3 * norm(first));
        assertThat(distance(gradient(Order.AS_RELEASED, AHEAD), differences(this::lossAhead)))
                .isGreaterThan(0.1 * norm(first));
    }

    /// The dual models of the release never learn what the choices are judged by.
    @Test
    void dualModelsAreSharedButInTheRelease() {
        weights.close();
        weights = training(new Objective(List.of(Distance.of(Norm.L2), Dual.DEFAULTS)));
        ChoiceGradient released = new ChoiceGradient(Order.AS_RELEASED, weights, choices, mixture);
        ChoiceGradient shared = new ChoiceGradient(Order.SECOND, weights, choices, mixture);
        double[] before = of(released);
        assertThat(of(shared)).isNotEqualTo(before);
        double[] beforeShared = of(shared);
        try (NoGradGuard frozen = new NoGradGuard()) {
            weights.learners().getLast().model().weights().flat().mul_(new Scalar(3));
        }
        assertThat(distance(of(released), before)).isLessThan(1e-3 * norm(before));
        assertThat(distance(of(shared), beforeShared)).isGreaterThan(0.01 * norm(beforeShared));
    }

    private double[] of(ChoiceGradient gradient) {
        try (PointerScope scope = new PointerScope()) {
            return doubles(gradient.of(seen, held, moment, 1e-5).detach());
        }
    }

    @Test
    void weightsAreWhereTheyWereAfterwards() {
        float[] before = FlatTensor.array(student().weights().flat());
        for (Order order : Order.values()) {
            gradient(order, AHEAD);
            assertThat(FlatTensor.array(student().weights().flat())).isEqualTo(before);
        }
    }

    /// By linearity: one block's results for each candidate alone, times the candidates' chances, add up to the
    /// mixture's.
    @Test
    void oneConvolutionIsTheMixtureOfAllCandidates() {
        SequencedMap<String, Values> alphas = new LinkedHashMap<>();
        alphas.put("body.0.body.0", choices.alphas().read().get("body.0.body.0"));
        alphas.put("tail.0.0", one(2)); // the widest alone
        float[] mixed = answer(alphas);
        double[] sum = new double[mixed.length];
        List<Double> chances = new Derivation(EDSR, space)
                .choices(choices.alphas().read())
                .getFirst()
                .chances();
        for (int k = 0; k < 3; k++) {
            alphas.put("body.0.body.0", one(k));
            float[] alone = answer(alphas);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += chances.get(k) * alone[i];
            }
        }
        for (int i = 0; i < sum.length; i++) {
            assertThat((double) mixed[i]).isCloseTo(sum[i], within(1e-5));
        }
    }

    /// The choice of one candidate, to the last bit of a float.
    private static Values one(int candidate) {
        float[] alphas = new float[3];
        alphas[candidate] = 200;
        return new Values(Shape.of(3), alphas);
    }

    private float[] answer(SequencedMap<String, Values> alphas) {
        choices.alphas().write(new Weights(alphas));
        return answer(student());
    }

    private float[] answer(TorchModel model) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            Subject subject = new Subject(EDSR, EDSR.graph(), 8);
            return FlatTensor.array(new Seen(seen, subject, model, Phase.USE).result("output"));
        }
    }

    /// Where nothing but the chosen candidates counts, cutting the others changes nothing.
    @Test
    void theDerivedNetworkIsWhatTheMixtureComesTo() {
        SequencedMap<String, Values> alphas = new LinkedHashMap<>();
        alphas.put("body.0.body.0", one(0));
        alphas.put("tail.0.0", one(1));
        float[] mixed = answer(alphas);
        Derivation derivation = new Derivation(EDSR, space);
        Slim.Cut cut = derivation.of(student().weights().read(), derivation.choices(new Weights(alphas)));
        assertThat(cut.architecture().widths())
                .containsEntry("body.0.body.0", 4)
                .containsEntry("tail.0.0", 8);
        TorchModel.Description description =
                new TorchModel.Description(cut.architecture().graph(), 1, Device.CPU);
        try (TorchModel slim = TorchModel.frozen(description, cut.weights())) {
            float[] derived = answer(slim);
            for (int i = 0; i < derived.length; i++) {
                assertThat(derived[i]).isCloseTo(mixed[i], within(1e-5f));
            }
        }
    }
}
