package dev.fettle.train.torch.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.Channels;
import dev.fettle.network.Channels.Reader;
import dev.fettle.network.Course;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.train.NeedsLibtorch;
import dev.fettle.train.data.Batch;
import dev.fettle.train.data.RandomState;
import dev.fettle.train.torch.Device;
import dev.fettle.train.torch.Libtorch;
import dev.fettle.train.torch.growth.Growth.Grown;
import dev.fettle.train.torch.growth.Growth.Settings;
import dev.fettle.train.torch.objective.Distance;
import dev.fettle.train.torch.objective.Dual;
import dev.fettle.train.torch.objective.Norm;
import dev.fettle.train.torch.objective.Objective;
import dev.fettle.train.torch.objective.Subject;
import dev.fettle.train.torch.objective.Surroundings;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

@NeedsLibtorch
class GrowthTest {
    private static final Edsr EDSR = new Edsr(2, 1, 6, 1, 1);
    private static final Objective L1 = Objective.of(Norm.L1);
    private static final String READER = "body.0.body.2.weight";

    private static Weights weights(Architecture architecture) {
        return Weights.initial(architecture.graph(), 3);
    }

    /// Without what a channel is computed from, and so of any meaning.
    private static Weights without(Weights weights, int filter) {
        Map<String, Values> changed = new LinkedHashMap<>(weights.byName());
        for (String parameter : List.of("body.0.body.0.weight", "body.0.body.0.bias")) {
            Values values = weights.get(parameter);
            float[] array = values.array().clone();
            int length = array.length / values.shape().dimension(0);
            Arrays.fill(array, filter * length, (filter + 1) * length, 0);
            changed.put(parameter, new Values(values.shape(), array));
        }
        return Weights.of(changed);
    }

    private static Batch batch(RandomState random) {
        float[] input = new float[2 * 8 * 8 * 3];
        float[] target = new float[input.length * 4];
        for (int i = 0; i < target.length; i++) {
            target[i] = (float) random.nextDouble();
            input[i / 4] += target[i] / 4;
        }
        return new Batch(2, 8, 3, input, new TreeMap<>(Map.of(1, input, 2, target)));
    }

    private static Growth growth(Weights whole, Objective objective, Settings settings) {
        Subject subject = new Subject(EDSR, EDSR.graph(), 8);
        Growth.Ground ground = new Growth.Ground(subject, whole, GrowthTest::batch, new Surroundings(Device.CPU, 1));
        return new Growth(ground, objective, settings);
    }

    private static List<Reader> readers() {
        Channels channels = Channels.of(EDSR.graph());
        return channels.readers(channels.group("body.0.body.0"));
    }

    private static Grown grown(Weights whole, Objective objective, Settings settings, int count) {
        try (Growth growth = growth(whole, objective, settings)) {
            return growth.grow(readers(), count, whole, () -> {});
        }
    }

    private static Settings settings(double gamma, int tuning, int together) {
        return new Settings(gamma, 2, tuning, together, 5e-5);
    }

    /// A channel that is always zero gives its readers no gradient: it is the last to be switched on.
    @Test
    void aChannelThatIsNothingIsNotSwitchedOn() {
        for (int nothing : new int[] {0, 3, 5}) {
            for (int together : new int[] {1, 2, 5}) {
                Weights whole = without(weights(EDSR), nothing);
                Grown grown = grown(whole, L1, settings(1, 1, together), 5);
                assertThat(grown.order()).as("without " + nothing).hasSize(5).doesNotContain(nothing);
            }
        }
    }

    /// What is off is exactly zero, what is on begins with the old weights, and without tuning stays so.
    @Test
    void slicesBeginWithTheirOldWeights() {
        Weights whole = weights(EDSR);
        Grown grown = grown(whole, L1, settings(1, 0, 1), 3);
        float[] now = grown.changed().get(READER).array();
        float[] old = whole.get(READER).array();
        for (int i = 0; i < now.length; i++) {
            boolean isOn = grown.order().contains(i / 9 % 6);
            assertThat(now[i]).isEqualTo(isOn ? old[i] : 0);
        }
        assertThat(grown.changed().get("body.0.body.2.bias").array())
                .isEqualTo(whole.get("body.0.body.2.bias").array());
    }

    /// Only what is on moves, and makes up for what is off.
    @Test
    void whatIsOnIsTrained() {
        Weights whole = weights(EDSR);
        Grown still = grown(whole, L1, settings(0, 0, 3), 3);
        Grown tuned = grown(whole, L1, settings(0, 30, 3), 3);
        float[] now = tuned.changed().get(READER).array();
        float[] old = whole.get(READER).array();
        boolean hasMoved = false;
        for (int i = 0; i < now.length; i++) {
            if (!tuned.order().contains(i / 9 % 6)) {
                assertThat(now[i]).isZero();
            } else {
                hasMoved |= now[i] != old[i];
            }
        }
        assertThat(hasMoved).isTrue();
        assertThat(still.explained()).isGreaterThan(0); // half of the channels make up for some of it as they are
        assertThat(tuned.explained()).isGreaterThan(still.explained());
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        Weights whole = weights(EDSR);
        Objective dual =
                new Objective(List.of(Distance.of(Norm.L1), new Dual("dual", Course.constant(0.1), Norm.L1, "", 1, 4)));
        Grown one = grown(whole, dual, settings(1, 2, 1), 4);
        Grown other = grown(whole, dual, settings(1, 2, 1), 4);
        assertThat(one.order()).isEqualTo(other.order());
        assertThat(one.changed().get(READER).array())
                .isEqualTo(other.changed().get(READER).array());
    }

    /// A rate that is far too high is lowered until training does not go astray.
    @Test
    void trainingDoesNotGoAstray() {
        Weights whole = weights(EDSR);
        for (double rate : new double[] {1, 1e3}) {
            Grown grown = grown(whole, L1, new Settings(0, 2, 20, 3, rate), 3);
            for (float value : grown.changed().get(READER).array()) {
                assertThat(Float.isFinite(value)).as("rate " + rate).isTrue();
            }
            assertThat(grown.explained()).as("rate " + rate).isBetween(0.0, 1.0);
        }
    }

    @Test
    void threadsDoNotDecide() {
        Weights whole = weights(EDSR);
        Libtorch.useThreads(2);
        Grown two = grown(whole, L1, settings(1, 2, 1), 4);
        Libtorch.useThreads(1);
        assertThat(grown(whole, L1, settings(1, 2, 1), 4).order()).isEqualTo(two.order());
    }

    /// γ and the rate mean the same whatever white is to the network.
    @Test
    void whiteDoesNotMatter() {
        Edsr published = new Edsr(2, 1, 6, 1, 255);
        Map<String, Values> scaled = new LinkedHashMap<>(weights(EDSR).byName());
        scaled.replaceAll((name, values) -> name.endsWith(".bias") ? times255(values) : values);
        Weights whole = Weights.of(scaled);
        Channels channels = Channels.of(published.graph());
        List<Reader> readers = channels.readers(channels.group("body.0.body.0"));
        Growth.Ground ground = new Growth.Ground(
                new Subject(published, published.graph(), 8),
                whole,
                GrowthTest::batch,
                new Surroundings(Device.CPU, 1));
        Grown small = grown(weights(EDSR), L1, settings(1, 3, 1), 4);
        try (Growth growth = new Growth(ground, L1, settings(1, 3, 1))) {
            Grown large = growth.grow(readers, 4, whole, () -> {});
            assertThat(large.order()).isEqualTo(small.order());
            assertThat(close(large.changed().get(READER), small.changed().get(READER), 1e-4))
                    .isTrue();
            assertThat(close(
                            large.changed().get("body.0.body.2.bias"),
                            times255(small.changed().get("body.0.body.2.bias")),
                            1e-2))
                    .isTrue();
        }
    }

    private static Values times255(Values values) {
        float[] array = values.array().clone();
        for (int i = 0; i < array.length; i++) {
            array[i] *= 255;
        }
        return new Values(values.shape(), array);
    }

    private static boolean close(Values a, Values b, double tolerance) {
        for (int i = 0; i < a.array().length; i++) {
            if (Math.abs(a.array()[i] - b.array()[i]) > tolerance) {
                return false;
            }
        }
        return true;
    }

    @Test
    void companionsAreTrainedAndThenStay() {
        Objective dual =
                new Objective(List.of(Distance.of(Norm.L1), new Dual("dual", Course.constant(0.1), Norm.L1, "", 1, 4)));
        Weights whole = weights(EDSR);
        try (Growth growth = growth(whole, dual, settings(1, 1, 1))) {
            Weights before = growth.companions().get("dual").weights().read();
            growth.trainCompanions(3, () -> {});
            Weights trained = growth.companions().get("dual").weights().read();
            growth.grow(readers(), 2, whole, () -> {});
            Weights after = growth.companions().get("dual").weights().read();
            String first = "dual_module.0.0.weight";
            assertThat(trained.get(first).array())
                    .isNotEqualTo(before.get(first).array());
            assertThat(after.get(first).array()).isEqualTo(trained.get(first).array());
        }
    }

    @Test
    void settingsThatDoNotDoAreRefused() {
        assertThatThrownBy(() -> new Settings(-1, 1, 1, 1, 1)).hasMessageStartingWith("growing needs gamma >= 0");
        assertThatThrownBy(() -> new Settings(Double.NaN, 1, 1, 1, 1)).hasMessageContaining("gamma");
        assertThatThrownBy(() -> new Settings(1, 0, 1, 1, 1)).hasMessageContaining("batches >= 1");
        assertThatThrownBy(() -> new Settings(1, 1, 1, 1, 0)).hasMessageContaining("learningRate > 0");
    }
}
