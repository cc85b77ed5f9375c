package dev.fettle.train.torch.objective;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.network.Course;
import dev.fettle.train.torch.Phase;
import dev.fettle.train.torch.TorchModel;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/// How far the network's answer to what companions of {@link Dual} terms make of a large picture is from the original:
/// dual regression on large pictures, too. Guo et al., CVPR 2020 (DRN), "DRN-S with dual HR", who found it to train
/// half as fast for next to nothing, since the network runs once more in each step. Network and companions learn by it.
///
/// @param result of the network that is compared; empty for the first
/// @param from the large picture that is reduced
/// @param through names of the `dual` terms whose companions reduce it to the size of the input, the largest first
public record DualHr(String name, Course weight, Norm norm, String result, From from, List<String> through)
        implements Term {
    public static final DualHr DEFAULTS =
            new DualHr("dual-hr", Course.constant(0.1), Norm.L1, "", From.ORIGINAL, List.of("dual"));

    /// What is reduced and made large again.
    public enum From {
        /// The original y, as in the paper: P(D(y)) is to be y.
        @JsonProperty("original")
        ORIGINAL,
        /// What the network has made of the input x: P(D(P(x))) is to be y.
        @JsonProperty("result")
        RESULT
    }

    public DualHr {
        through = List.copyOf(through);
        if (through.isEmpty()) {
            throw new IllegalArgumentException("loss.%s: through is empty; name the dual terms".formatted(name));
        }
    }

    @Override
    public Set<Integer> targets(Subject subject) {
        return Set.of(at(subject));
    }

    private int at(Subject subject) {
        return subject.scale(name, subject.result(name, result));
    }

    @Override
    public List<String> borrowed() {
        return through;
    }

    @Override
    public void requireAfter(List<Term> before, Subject subject) {
        if (subject.architecture().isFedEnlarged()) {
            throw new IllegalArgumentException(
                    "loss.%s: the network is fed enlarged pictures, which dual models do not make; leave the term out"
                            .formatted(name));
        }
        int scale = at(subject);
        for (String each : through) {
            Dual dual = before.stream()
                    .filter(term -> term.name().equals(each))
                    .filter(Dual.class::isInstance)
                    .map(Dual.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "loss.%s: no term '%s' of type dual stands before it; name those that do in through"
                                    .formatted(name, each)));
            int from = dual.from(subject);
            if (from != scale) {
                throw new IllegalArgumentException(
                        "loss.%s: '%s' reduces from scale %d, what comes to it has scale %d; name the dual terms from the largest scale down to 1 in through"
                                .formatted(name, each, from, scale));
            }
            scale = dual.scale();
        }
        if (scale != 1) {
            throw new IllegalArgumentException(
                    "loss.%s: '%s' ends at scale %d, not at the input's; name the dual terms down to scale 1 in through"
                            .formatted(name, through.getLast(), scale));
        }
    }

    @Override
    public Loss open(Subject subject, Surroundings surroundings) {
        List<TorchModel> companions = through.stream()
                .map(each -> Objects.requireNonNull(surroundings.companions().get(each), each))
                .toList();
        String of = subject.result(name, result);
        int at = at(subject);
        return seen -> {
            Tensor low = switch (from) {
                case ORIGINAL -> seen.paired(seen.target(at));
                case RESULT -> seen.paired(seen.result(of));
            };
            for (TorchModel companion : companions) {
                low = companion.forward(low, Phase.USE).firstEntry().getValue();
            }
            Tensor again = Objects.requireNonNull(
                    seen.model().forward(low, seen.phase(), List.of(of)).get(of));
            return seen.ofPaired(norm.distance(again, seen.paired(seen.target(at))));
        };
    }
}
