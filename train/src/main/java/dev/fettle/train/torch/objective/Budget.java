package dev.fettle.train.torch.objective;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.network.Course;
import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Role;
import dev.fettle.network.Shape;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// What a network costs by its gates, against what it may cost: ζ / o, ζ being the cost and o the given part of the
/// cost with all gates open. Within the budget it asks for nothing.
///
/// With `multiplies` the sum of the other terms is multiplied by max(ζ / o, 1) to the power of the weight. Zhang et
/// al., ICCV 2019 (DGConv), as they train it, with 0.02. Otherwise weight · (max(ζ / o, 1) - 1) is added. Logs show ζ
/// / o.
///
/// @param cost what gates cost
/// @param target the part of the cost with all gates open that is allowed, above 0 and at most 1
/// @param multiplies the sum of the other terms instead of adding to it
public record Budget(String name, Course weight, Cost cost, double target, boolean multiplies) implements Term {
    public static final Budget DEFAULTS = new Budget("budget", Course.constant(0.02), Cost.LINKS, 1.0 / 32, true);

    /// What gates cost.
    public enum Cost {
        /// The links between channels of DGConv's layers: of one with K gates 2ᴷ · ∏ (1 + gₖ), gₖ = 1 where
        /// gate k is above 0, else 0. DGConv, eq. 9, in the form whose gradient is the exact difference that
        /// a gate makes; the gradient of the step is that of the identity.
        @JsonProperty("links")
        LINKS {
            @Override
            Tensor of(Tensor gates) {
                Tensor opened = gates.gt(new Scalar(0)).to(gates.scalar_type());
                Tensor carried = opened.add(gates.sub(gates.detach())); // a zero that carries the gradient
                return carried.add(new Scalar(1)).prod().mul(new Scalar(channels(gates.numel())));
            }

            @Override
            double most(Shape shape) {
                return channels(shape.size()) * channels(shape.size());
            }

            private double channels(long gates) {
                return Math.pow(2, (double) gates);
            }
        },
        /// The number of open gates, each counted by its sigmoid.
        @JsonProperty("open")
        OPEN {
            @Override
            Tensor of(Tensor gates) {
                return torch.sigmoid(gates).sum();
            }

            @Override
            double most(Shape shape) {
                return shape.size();
            }
        };

        /// The cost of a layer.
        abstract Tensor of(Tensor gates);

        /// The same with all gates open.
        abstract double most(Shape shape);
    }

    public Budget {
        if (!(target > 0 && target <= 1)) {
            throw new IllegalArgumentException(
                    "loss.%s: target must be above 0 and at most 1, got %s".formatted(name, target));
        }
    }

    @Override
    public boolean isFactor() {
        return multiplies;
    }

    @Override
    public Set<Integer> targets(Subject subject) {
        if (subject.parameters(Role.GATE).isEmpty()) {
            throw new IllegalArgumentException(
                    "loss." + name + ": the network has no gates whose cost could be limited");
        }
        return Set.of();
    }

    @Override
    public Loss open(Subject subject, Surroundings surroundings) {
        targets(subject);
        List<Operation.Parameter> all = subject.graph().parameters();
        int[] gates = IntStream.range(0, all.size())
                .filter(i -> all.get(i).role() == Role.GATE)
                .toArray();
        double allowed = target
                * IntStream.of(gates)
                        .mapToDouble(i -> cost.most(all.get(i).shape()))
                        .sum();
        return seen -> value(total(seen, gates).mul(new Scalar(1 / allowed)));
    }

    private Tensor total(Seen seen, int[] gates) {
        List<Tensor> views = seen.model().weights().views();
        Tensor sum = cost.of(views.get(gates[0]));
        for (int i = 1; i < gates.length; i++) {
            sum = sum.add(cost.of(views.get(gates[i])));
        }
        return sum;
    }

    private Loss.Value value(Tensor ratio) {
        Tensor limited = ratio.clamp_min(new Scalar(1));
        return new Loss.Value(multiplies ? limited : limited.sub(new Scalar(1)), ratio);
    }
}
