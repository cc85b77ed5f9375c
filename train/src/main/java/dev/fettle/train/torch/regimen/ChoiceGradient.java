package dev.fettle.train.torch.regimen;

import dev.fettle.network.Weights;
import dev.fettle.train.checkpoint.TrainingState;
import dev.fettle.train.data.Batch;
import dev.fettle.train.torch.Moment;
import dev.fettle.train.torch.regimen.Bilevel.Order;
import dev.fettle.train.torch.search.Choices;
import dev.fettle.train.torch.search.WidthMixture;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// The gradient of the choices α by the loss on a held-out batch. With w the weights of the network and of its dual
/// models, ξ their learning rate:
///
/// | order         | gradient                                                                                        |
/// |---------------|-------------------------------------------------------------------------------------------------|
/// | `first`       | ∂α L_held(w, α)                                                                                 |
/// | `second`      | ∂α L_held(w', α) - ξ · (∂α L(w⁺, α) - ∂α L(w⁻, α)) / 2ε, w' = w - ξ · ∂w L(w, α),               |
/// |               | w^± = w ± ε · v, v = ∂w' L_held(w', α), ε = 0.01 / ‖v‖. DARTS, eq. 7 and 8                      |
/// | `as-released` | the difference times ε / 2; w' with a decay of 3e-4; dual models as they began in L_held and    |
/// |               | out of w' and w^±                                                                               |
///
/// The weights are those of before when it returns.
@SuppressWarnings("try") // scopes act by being open
final class ChoiceGradient {
    private static final double REACH = 0.01; // ‖ε · v‖: DARTS, footnote 2
    private static final double RELEASED_DECAY = 3e-4;
    private static final String BEGUN = "choices.companions.";

    private final Order order;
    private final SupervisedTraining weights;
    private final Choices choices;
    private final WidthMixture mixture;
    private List<Weights> begun; // weights of the companions; those of as-released alone are used

    ChoiceGradient(Order order, SupervisedTraining weights, Choices choices, WidthMixture mixture) {
        this.order = order;
        this.weights = weights;
        this.choices = choices;
        this.mixture = mixture;
        this.begun = companionWeights();
    }

    /// Adds what a training that goes on could not know otherwise.
    void copyTo(SequencedMap<String, Weights> parts) {
        if (order == Order.AS_RELEASED) {
            IntStream.range(0, begun.size()).forEach(i -> parts.put(BEGUN + i, begun.get(i)));
        }
    }

    /// The inverse of {@link #copyTo}.
    void resume(TrainingState state) {
        if (order == Order.AS_RELEASED) {
            begun = IntStream.range(0, begun.size())
                    .mapToObj(i -> state.requirePart(
                            BEGUN + i, companions().get(i).model().graph().parameters()))
                    .toList();
        }
    }

    private List<Learner> companions() {
        return weights.learners().subList(1, weights.learners().size());
    }

    /// In one dimension, in the caller's scope.
    ///
    /// @param seen the batch that the weights learn from in this step
    /// @param held the one that the choices learn from
    /// @param rate ξ
    Tensor of(Batch seen, Batch held, Moment moment, double rate) {
        return switch (order) {
            case FIRST -> learnt(held, moment);
            case SECOND, AS_RELEASED -> ahead(seen, held, moment, rate);
        };
    }

    private Tensor learnt(Batch batch, Moment moment) {
        mixture.learn(true);
        try {
            return choices.gradientOf(weights.loss(batch, moment));
        } finally {
            mixture.learn(false);
        }
    }

    private Tensor ahead(Batch seen, Batch held, Moment moment, double rate) {
        List<Learner> moved = order == Order.SECOND
                ? weights.learners()
                : List.of(weights.learners().getFirst());
        List<Tensor> before =
                moved.stream().map(ChoiceGradient::values).map(Tensor::clone).toList();
        stepAhead(moved, seen, moment, rate);
        Tensor direct = heldOut(held, moment);
        List<Tensor> direction =
                moved.stream().map(ChoiceGradient::slope).map(Tensor::clone).toList();
        double norm = Math.sqrt(direction.stream()
                .mapToDouble(each -> Math.pow(each.norm().item_double(), 2))
                .sum());
        if (norm == 0) {
            place(moved, before, before, 0);
            return direct;
        }
        double reach = REACH / norm;
        place(moved, before, direction, reach);
        Tensor above = learnt(seen, moment);
        place(moved, before, direction, -reach);
        Tensor below = learnt(seen, moment);
        place(moved, before, direction, 0);
        double factor = order == Order.SECOND ? 1 / (2 * reach) : reach / 2;
        return direct.sub(above.sub(below), new Scalar(rate * factor));
    }

    private static Tensor values(Learner learner) {
        return learner.model().weights().flat();
    }

    private static Tensor slope(Learner learner) {
        return learner.model().gradients().flat();
    }

    /// From w to w'.
    private void stepAhead(List<Learner> moved, Batch seen, Moment moment, double rate) {
        clear();
        weights.loss(seen, moment).backward();
        try (NoGradGuard frozen = new NoGradGuard()) {
            for (Learner learner : moved) {
                if (order == Order.AS_RELEASED) {
                    slope(learner).add_(values(learner), new Scalar(RELEASED_DECAY));
                }
                values(learner).sub_(slope(learner), new Scalar(rate));
            }
        }
    }

    /// The gradient of the choices, and, gathered, those of the weights.
    private Tensor heldOut(Batch held, Moment moment) {
        boolean isApart = order == Order.AS_RELEASED;
        List<Weights> now = isApart ? companionWeights() : List.of();
        if (isApart) {
            write(begun);
        }
        clear();
        mixture.learn(true);
        try {
            weights.loss(held, moment).backward();
        } finally {
            mixture.learn(false);
        }
        write(now);
        return choices.gradients().flat().clone();
    }

    private List<Weights> companionWeights() {
        return companions().stream()
                .map(companion -> companion.model().weights().read())
                .toList();
    }

    private void write(List<Weights> values) {
        IntStream.range(0, values.size())
                .forEach(i -> companions().get(i).model().weights().write(values.get(i)));
    }

    private void clear() {
        weights.learners().forEach(Learner::clear);
        choices.gradients().flat().zero_();
    }

    /// Puts weights where they were, plus so much of a direction.
    private static void place(List<Learner> moved, List<Tensor> before, List<Tensor> direction, double reach) {
        try (NoGradGuard frozen = new NoGradGuard()) {
            for (int i = 0; i < moved.size(); i++) {
                Tensor values = values(moved.get(i));
                values.copy_(before.get(i));
                if (reach != 0) {
                    values.add_(direction.get(i), new Scalar(reach));
                }
            }
        }
    }
}
