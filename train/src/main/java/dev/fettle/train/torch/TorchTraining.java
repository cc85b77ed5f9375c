package dev.fettle.train.torch;

import dev.fettle.image.Image;
import dev.fettle.network.Graph;
import dev.fettle.network.Weights;
import dev.fettle.train.checkpoint.TrainingState;
import dev.fettle.train.data.Batch;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.experiment.Loss;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// A network in training: weights, optimizer and moving average in native memory, one call per step. Not thread-safe;
/// {@link #close} frees it all.
@SuppressWarnings("try") // scopes act by being open
public final class TorchTraining implements AutoCloseable {
    private final Experiment.Optimizer settings;
    private final Loss loss;
    private final TorchInterpreter interpreter;
    private final FlatTensor weights;
    private final FlatTensor gradients;
    private final FlatTensor average;
    private final Adam adam;
    private long step;

    /// What one step found.
    ///
    /// @param loss before the update
    /// @param gradientNorm Euclidean norm over all parameters, before clipping
    /// @param weightNorm Euclidean norm of all weights after the update; NaN where there was none
    public record Step(double loss, double gradientNorm, double weightNorm) {
        /// Whether training can go on from here; if not, it must {@link TorchTraining#resume} from an earlier
        /// state.
        public boolean isFinite() {
            return Double.isFinite(loss) && Double.isFinite(gradientNorm) && Double.isFinite(weightNorm);
        }
    }

    public TorchTraining(Graph graph, Weights initial, Loss loss, Experiment.Optimizer settings) {
        this.settings = settings;
        this.loss = loss;
        this.interpreter = new TorchInterpreter(graph);
        this.weights = FlatTensor.zeros(graph.parameters());
        this.gradients = FlatTensor.zeros(graph.parameters());
        this.average = FlatTensor.zeros(graph.parameters());
        this.adam = new Adam(graph.parameters(), settings);
        weights.write(initial);
        average.write(initial);
        weights.gatherGradientsIn(gradients);
    }

    /// One forward and backward pass and, if loss and gradient are finite, one update.
    ///
    /// @param moment for operations that behave differently as training goes on
    public Step step(Batch batch, double learningRate, Moment moment) {
        try (PointerScope scope = new PointerScope()) {
            gradients.flat().zero_();
            Phase.Training phase = new Phase.Training(moment);
            Tensor output = interpreter.forward(weights.views(), input(batch), phase);
            Tensor target = tensor(batch.target(), batch.count(), batch.side() * batch.scale(), batch.channels());
            Tensor lossValue = TorchLoss.of(loss, output, target);
            lossValue.backward();
            double lossBefore = lossValue.item_double();
            double gradientNorm = gradients.flat().norm().item_double();
            if (!Double.isFinite(lossBefore) || !Double.isFinite(gradientNorm)) {
                return new Step(lossBefore, gradientNorm, Double.NaN);
            }
            update(gradientNorm, learningRate, phase.statistics());
            return new Step(lossBefore, gradientNorm, weights.flat().norm().item_double());
        }
    }

    private void update(double gradientNorm, double learningRate, BatchStatistics statistics) {
        try (NoGradGuard frozen = new NoGradGuard()) {
            step++;
            if (settings.clip() > 0 && gradientNorm > settings.clip()) {
                gradients.flat().mul_(new Scalar(settings.clip() / gradientNorm));
            }
            adam.update(weights.flat(), gradients.flat(), learningRate, step); // statistics have gradient 0 and stay
            statistics.update();
            double decay =
                    Math.min(settings.averageDecay(), (1.0 + step) / (10.0 + step)); // a young average forgets faster
            average.flat().lerp_(weights.flat(), new Scalar(1 - decay));
            average.takeStatistics(weights); // averages themselves
        }
    }

    private static Tensor input(Batch batch) {
        return tensor(batch.input(), batch.count(), batch.side(), batch.channels());
    }

    /// A tensor (N, C, H, W), channels last in memory, over samples in the order (N, H, W, C).
    private static Tensor tensor(float[] samples, int count, int side, int channels) {
        return Tensor.create(samples, count, side, side, channels).permute(0, 3, 1, 2);
    }

    /// The averaged network's output for one picture of the network's channels; neither clipped nor rounded.
    public Image restore(Image picture) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            Tensor[] planes = new Tensor[picture.channels()];
            for (int i = 0; i < planes.length; i++) {
                planes[i] = Tensor.create(picture.plane(i), 1, 1, picture.height(), picture.width());
            }
            Tensor input = torch.cat(new TensorVector(planes), 1).contiguous(torch.MemoryFormat.ChannelsLast);
            return image(interpreter.forward(average.views(), input));
        }
    }

    private static Image image(Tensor output) {
        float[][] planes = new float[Math.toIntExact(output.size(1))][];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = FlatTensor.array(output.narrow(1, i, 1));
        }
        return Image.of(Math.toIntExact(output.size(3)), Math.toIntExact(output.size(2)), planes);
    }

    /// What is not finite after a step on this batch: the first such weight, value of a node, or gradient, in the
    /// order of the graph.
    ///
    /// @param moment of that step
    public String culprit(Batch batch, Moment moment) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            return weights.firstNotFinite()
                    .map(name -> "weight '" + name + "'")
                    .or(() -> interpreter
                            .firstNotFinite(weights.views(), input(batch), new Phase.Training(moment))
                            .map(name -> "the value of '" + name + "'"))
                    .or(() -> gradients.firstNotFinite().map(name -> "the gradient of '" + name + "'"))
                    .orElse("the loss");
        }
    }

    /// Updates made so far.
    public long steps() {
        return step;
    }

    /// A copy of everything that training changes.
    public TrainingState state() {
        return new TrainingState(
                step,
                weights.read(),
                average.read(),
                adam.first().read(),
                adam.second().read());
    }

    /// Goes on from a state.
    public void resume(TrainingState state) {
        step = state.step();
        weights.write(state.weights());
        average.write(state.average());
        adam.first().write(state.firstMoment());
        adam.second().write(state.secondMoment());
    }

    /// Number of threads that libtorch computes with, for the whole process.
    public static void useThreads(int threads) {
        OpenBlas.acceptRelease();
        torch.set_num_threads(threads);
    }

    /// The version of libtorch and of its binding, as the artifact names it.
    public static String version() {
        try {
            return Loader.getVersion("org.bytedeco", "pytorch");
        } catch (IOException e) {
            throw new UncheckedIOException("libtorch does not say its version", e);
        }
    }

    @Override
    public void close() {
        adam.close();
        average.close();
        weights.close();
        gradients.close();
        interpreter.close();
    }
}
