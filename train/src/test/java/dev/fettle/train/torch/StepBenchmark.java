package dev.fettle.train.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.network.Graph;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.train.NeedsLibtorch;
import dev.fettle.train.data.Batch;
import dev.fettle.train.torch.objective.Norm;
import dev.fettle.train.torch.optimizer.Optimizers;
import dev.fettle.train.torch.regimen.HandFed;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/// What a training step costs through our graph, and written by hand against libtorch's modules and its
/// Adam, both channels-last: EDSR with 4 blocks of 64 channels, 16 patches of 48×48, the same weights and
/// data. The two take turns, so that a slow moment of the machine hits both.
///
/// Not part of the test suite; run it on a quiet machine by name:
///
/// `./mvnw -q -pl train -am test -Dtest=StepBenchmark -Dsurefire.failIfNoSpecifiedTests=false`
///
/// Prints medians and their ratio, and fails if ours is more than 1.1 times the other.
@NeedsLibtorch
@SuppressWarnings("try") // scopes act by being open
class StepBenchmark {
    private static final int BATCH = 16;
    private static final int SIDE = 48;

    private static final int STEPS = 15;

    @Test
    void aStepCostsHardlyMoreThanOneWrittenByHand() {
        Libtorch.useThreads(Runtime.getRuntime().availableProcessors());
        Graph graph = new Edsr(2, 4, 64, 1, 1).graph();
        Batch batch = batch();
        Direct direct = new Direct();
        double[] ours = new double[STEPS];
        double[] theirs = new double[STEPS];
        try (HandFed training = new HandFed(
                graph,
                Weights.initial(graph, 1),
                Norm.L1,
                Optimizers.ALL.kind("optimizer", "adam").defaults())) {
            for (int i = -3; i < STEPS; i++) {
                double our = seconds(() -> training.step(batch, 1e-4));
                double their = seconds(() -> direct.step(batch));
                if (i >= 0) {
                    ours[i] = our;
                    theirs[i] = their;
                }
            }
        }
        report("fettle", ours);
        report("direct", theirs);
        print(String.format(
                Locale.ROOT,
                "ratio of medians %.3f, of minima %.3f",
                median(ours) / median(theirs),
                min(ours) / min(theirs)));
        assertThat(median(ours)).isLessThan(1.1 * median(theirs));
    }

    private static Batch batch() {
        Random random = new Random(1);
        float[] input = new float[BATCH * SIDE * SIDE * 3];
        float[] target = new float[4 * input.length];
        for (int i = 0; i < input.length; i++) {
            input[i] = random.nextFloat();
        }
        for (int i = 0; i < target.length; i++) {
            target[i] = random.nextFloat();
        }
        return new Batch(BATCH, SIDE, 2, 3, input, target);
    }

    private static double seconds(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return (System.nanoTime() - begun) * 1e-9;
    }

    private static void report(String name, double[] seconds) {
        print(String.format(
                Locale.ROOT,
                "%s: median %.1f ms, min %.1f ms, max %.1f ms over %d steps",
                name,
                1e3 * median(seconds),
                1e3 * min(seconds),
                1e3 * Arrays.stream(seconds).max().orElseThrow(),
                seconds.length));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double min(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    private static void print(String line) {
        System.out.println(line);
    }

    /// The same network by hand.
    private static final class Direct {
        private final Conv2dImpl head = conv(3, 64);
        private final Conv2dImpl[] first = new Conv2dImpl[4];
        private final Conv2dImpl[] second = new Conv2dImpl[4];
        private final Conv2dImpl body = conv(64, 64);
        private final Conv2dImpl up = conv(64, 256);
        private final Conv2dImpl tail = conv(64, 3);
        private final Tensor mean = Tensor.create(new float[] {0.4488f, 0.4371f, 0.4040f}, 1, 3, 1, 1);
        private final Module all = new Module("edsr");
        private final Adam adam;

        Direct() {
            all.register_module("head", head);
            for (int i = 0; i < first.length; i++) {
                first[i] = conv(64, 64);
                second[i] = conv(64, 64);
                all.register_module("first" + i, first[i]);
                all.register_module("second" + i, second[i]);
            }
            all.register_module("body", body);
            all.register_module("up", up);
            all.register_module("tail", tail);
            TensorVector parameters = all.parameters();
            try (NoGradGuard frozen = new NoGradGuard()) {
                for (long i = 0; i < parameters.size(); i++) {
                    Tensor parameter = parameters.get(i);
                    if (parameter.dim() == 4) {
                        parameter.set_data(parameter.contiguous(torch.MemoryFormat.ChannelsLast));
                    }
                }
            }
            adam = new Adam(parameters, new AdamOptions(1e-4));
        }

        private static Conv2dImpl conv(int in, int out) {
            Conv2dOptions options = new Conv2dOptions(in, out, new LongPointer(3, 3));
            options.padding().put(new LongPointer(1, 1));
            return new Conv2dImpl(options);
        }

        void step(Batch batch) {
            try (PointerScope scope = new PointerScope()) {
                Tensor input =
                        Tensor.create(batch.input(), BATCH, SIDE, SIDE, 3).permute(0, 3, 1, 2);
                Tensor target = Tensor.create(batch.target(2), BATCH, 2 * SIDE, 2 * SIDE, 3)
                        .permute(0, 3, 1, 2);
                adam.zero_grad();
                Tensor shallow = head.forward(input.sub(mean));
                Tensor x = shallow;
                for (int i = 0; i < first.length; i++) {
                    x = x.add(second[i].forward(first[i].forward(x).relu_()));
                }
                Tensor output = tail.forward(
                                torch.pixel_shuffle(up.forward(body.forward(x).add(shallow)), 2))
                        .add(mean);
                Tensor loss = torch.l1_loss(output, target);
                loss.backward();
                adam.step();
                loss.item_float();
            }
        }
    }
}
