package dev.fettle.train.torch.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Configuration;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Multiply;
import dev.fettle.network.Operation.Role;
import dev.fettle.network.Shape;
import dev.fettle.network.Weights;
import dev.fettle.train.NeedsLibtorch;
import dev.fettle.train.data.Batch;
import dev.fettle.train.torch.Moment;
import dev.fettle.train.torch.objective.Norm;
import dev.fettle.train.torch.regimen.HandFed;
import org.junit.jupiter.api.Test;

/// Each rule against its algorithm in double precision, on one weight w with the loss (w·x - 1)².
@NeedsLibtorch
class OptimizersTest {
    private static final double TOLERANCE = 1e-5;

    private static Optimizer read(String block) {
        return Optimizers.ALL.read("optimizer", Configuration.MAPPER.readTree(block.replace('\'', '"')));
    }

    /// w · gate · x
    private static Graph gated() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", 1);
        Node w = g.parameter("layer.w", Shape.of(1, 1, 1, 1), new Initial.Fill(0.5));
        Node gate = g.parameter("layer.gate", Shape.of(1, 1, 1, 1), new Initial.Fill(0.8), Role.GATE);
        return g.build(g.add("out", new Multiply(), g.add("weighted", new Multiply(), x, w), gate));
    }

    private static HandFed training(Optimizer optimizer) {
        return new HandFed(gated(), Weights.initial(gated(), 1), Norm.L2, optimizer);
    }

    private static Batch batch(float x) {
        return new Batch(1, 1, 1, 1, new float[] {x}, new float[] {1});
    }

    /// What one step makes of one number.
    @FunctionalInterface
    private interface Update {
        double apply(double value, double gradient, int step);
    }

    private static void assertFollows(String block, Update weight, Update gate) {
        double w = 0.5;
        double a = 0.8f;
        try (HandFed training = training(read(block))) {
            for (int t = 1; t <= 12; t++) {
                float x = 0.3f + 0.1f * t;
                double error = 2 * (w * a * x - 1) * x;
                double ofWeight = error * a;
                double ofGate = error * w;
                w = weight.apply(w, ofWeight, t);
                a = Math.clamp(gate.apply(a, ofGate, t), -1, 1);
                training.step(batch(x), 0.05);
                assertThat((double) training.weight("layer.w")[0])
                        .as("w, step %d", t)
                        .isCloseTo(w, within(TOLERANCE));
                assertThat((double) training.weight("layer.gate")[0])
                        .as("gate, step %d", t)
                        .isCloseTo(a, within(TOLERANCE));
            }
        }
    }

    /// Sutskever et al., ICML 2013.
    private static Update sgd(double momentum, boolean nesterov, double decay, double factor) {
        double[] velocity = new double[1];
        return (value, gradient, _) -> {
            double g = gradient + decay * value;
            velocity[0] = momentum * velocity[0] + g;
            double direction = nesterov ? g + momentum * velocity[0] : velocity[0];
            return value - 0.05 * factor * direction;
        };
    }

    @Test
    void sgdFollowsItsAlgorithm() {
        assertFollows("{'type': 'sgd', 'momentum': 0}", sgd(0, false, 0, 1), sgd(0, false, 0, 1));
        assertFollows("{'type': 'sgd'}", sgd(0.9, false, 0, 1), sgd(0.9, false, 0, 1));
        assertFollows(
                "{'type': 'sgd', 'nesterov': true, 'weightDecay': 0.1}",
                sgd(0.9, true, 0.1, 1),
                sgd(0.9, true, 0, 1)); // gates do not shrink
    }

    @Test
    void groupsAreFoundByRoleAndLayer() {
        assertFollows(
                "{'type': 'sgd', 'weightDecay': 0.1, 'groups': [{'role': 'gate', 'factor': 3, 'weightDecay': 0}]}",
                sgd(0.9, false, 0.1, 1),
                sgd(0.9, false, 0, 3));
        assertFollows(
                "{'type': 'sgd', 'groups': [{'layer': 'layer.w', 'weightDecay': 0.2}, {'layer': 'layer', 'factor': 0}]}",
                sgd(0.9, false, 0.2, 1),
                (value, _, _) -> value);
    }

    /// Kingma & Ba, ICLR 2015, algorithm 1; decoupled decay as in Loshchilov & Hutter, ICLR 2019, algorithm 2.
    private static Update adam(double inGradient, double decoupled, double factor) {
        double[] moments = new double[2];
        return (value, gradient, t) -> {
            double g = gradient + inGradient * value;
            moments[0] = 0.9 * moments[0] + 0.1 * g;
            moments[1] = 0.999 * moments[1] + 0.001 * g * g;
            double spread = Math.sqrt(moments[1] / (1 - Math.pow(0.999, t))) + 1e-8;
            double shrunken = value * (1 - 0.05 * factor * decoupled);
            return shrunken - 0.05 * factor * moments[0] / (1 - Math.pow(0.9, t)) / spread;
        };
    }

    @Test
    void weightDecayIsPartOfAdamsGradientAndBesideThatOfAdamW() {
        assertFollows("{'type': 'adam', 'weightDecay': 0.1}", adam(0.1, 0, 1), adam(0, 0, 1));
        assertFollows("{'type': 'adamw', 'weightDecay': 0.1}", adam(0, 0.1, 1), adam(0, 0, 1));
        assertFollows("'adamw'", adam(0, 0.01, 1), adam(0, 0, 1));
        assertFollows(
                "{'type': 'adamw', 'groups': [{'role': 'gate', 'factor': 0.5, 'weightDecay': 0.3}]}",
                adam(0, 0.01, 1),
                adam(0, 0.3, 0.5));
    }

    @Test
    void aPartStaysAsItIsOnceItsTimeIsOver() {
        for (String type : Optimizers.ALL.names()) {
            Optimizer optimizer = read("{'type': '" + type + "', 'groups': [{'role': 'gate', 'until': 0.5}]}");
            try (HandFed training = training(optimizer)) {
                float before = training.weight("layer.gate")[0];
                training.step(batch(0.7f), 0.01, new Moment(4, 10, 0, 0));
                float moved = training.weight("layer.gate")[0];
                float weight = training.weight("layer.w")[0];
                assertThat(moved).as(type).isNotEqualTo(before);
                training.step(batch(0.7f), 0.01, new Moment(5, 10, 0, 0)); // its momentum would move it
                assertThat(training.weight("layer.gate")[0]).as(type).isEqualTo(moved);
                assertThat(training.weight("layer.w")[0]).as(type).isNotEqualTo(weight);
            }
        }
    }

    @Test
    void gatesStayBetweenMinusOneAndOne() {
        try (HandFed training = training(read("{'type': 'sgd', 'momentum': 0}"))) {
            training.step(batch(1), 100);
            assertThat(training.weight("layer.gate")[0]).isEqualTo(1);
            assertThat(training.weight("layer.w")[0]).isGreaterThan(1);
        }
    }

    /// Statistics are no weights: nothing shrinks them.
    @Test
    void weightDecayLeavesStatisticsAlone() {
        GraphBuilder g = new GraphBuilder();
        Graph graph = g.build(g.batchNorm("norm", g.input("image", 1)));
        for (String type : Optimizers.ALL.names()) {
            Optimizer optimizer = read("{'type': '" + type + "', 'weightDecay': 0.5}");
            try (HandFed training = new HandFed(graph, Weights.initial(graph, 1), Norm.L2, optimizer)) {
                float[] x = {1, 2, 3, 4};
                training.step(new Batch(1, 2, 1, 1, x, x), 0.1);
                assertThat(training.weight("norm.running_mean")[0]).as(type).isCloseTo(0.25f, within(1e-6f));
                assertThat(training.weight("norm.weight")[0]).as(type).isNotEqualTo(1);
            }
        }
    }

    @Test
    void everyOptimizerGoesOnFromItsStateWithTheSameBits() {
        for (String type : Optimizers.ALL.names()) {
            Optimizer optimizer = read("{'type': '" + type + "', 'weightDecay': 0.01}");
            try (HandFed whole = training(optimizer);
                    HandFed resumed = training(optimizer)) {
                whole.step(batch(0.7f), 0.1);
                resumed.resume(whole.state());
                whole.step(batch(0.9f), 0.1);
                resumed.step(batch(0.9f), 0.1);
                assertThat(resumed.weight("layer.w")).as(type).isEqualTo(whole.weight("layer.w"));
                assertThat(whole.state().parts().keySet())
                        .as(type)
                        .isEqualTo(resumed.state().parts().keySet())
                        .hasSizeGreaterThan(2);
            }
        }
    }

    @Test
    void aStateOfAnotherOptimizerIsRefused() {
        try (HandFed adam = training(read("'adam'"));
                HandFed sgd = training(read("'sgd'"))) {
            assertThatThrownBy(() -> sgd.resume(adam.state()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no 'optimizer.velocity'")
                    .hasMessageContaining("optimizer.first");
        }
    }

    @Test
    void badSettingsAreRefusedInOneLine() {
        assertRefused("{'type': 'adan'}", "did you mean 'adam'");
        assertRefused("{'type': 'sgd', 'momentm': 1}", "did you mean 'momentum'");
        assertRefused("{'type': 'sgd', 'beta1': 1}", "unknown key 'beta1'");
        assertRefused("{'type': 'sgd', 'momentum': 1}", "momentum must be from 0 to below 1, got 1.0");
        assertRefused("{'type': 'sgd', 'momentum': 0, 'nesterov': true}", "nesterov needs a momentum above 0");
        assertRefused("{'type': 'adamw', 'weightDecay': -1}", "weightDecay >= 0");
        assertRefused(
                "{'groups': [{'role': 'gates', 'factor': 1}]}", "unknown role 'gates'; known: weight, gate, proxy");
        assertRefused("{'groups': [{'role': 'statistic', 'factor': 1}]}", "role 'statistic' is what training gathers");
        assertRefused("{'groups': [{'factor': 1}]}", "an entry names a layer, a role or both");
        assertRefused("{'groups': [{'role': 'gate'}]}", "role 'gate' has no factor, weightDecay or until");
        assertRefused(
                "{'groups': [{'role': 'gate', 'until': 1.5}]}", "until of role 'gate' must be from 0 to 1, got 1.5");
        assertRefused("{'groups': [{'layer': 'x', 'factor': -1}]}", "the factor of layer 'x' must be at least 0");
    }

    private static void assertRefused(String block, String reason) {
        String typed = block.contains("type") ? block : block.replaceFirst("\\{", "{'type': 'adam', ");
        assertThatThrownBy(() -> read(typed))
                .as(block)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("\n");
    }
}
