package dev.fettle.train.torch;

import dev.fettle.image.Image;
import dev.fettle.network.Graph;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.train.torch.TorchInterpreter.Given;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// A network on libtorch with its weights and, if it is trained, the gradients of these: the network that a training
/// is for, a companion that is trained with it, a teacher. White is 1 in all that goes in and comes out, whatever it
/// is to the network itself. Not thread-safe; {@link #close} frees it all.
@SuppressWarnings("try") // scopes act by being open
public final class TorchModel implements AutoCloseable {
    private final Graph graph;
    private final double valueRange;
    private final TorchInterpreter interpreter;
    private final FlatTensor weights;
    private final Optional<FlatTensor> gradients;
    private final Reading reading;

    private TorchModel(Description description, Weights initial, Reading reading, boolean isTrained) {
        this.graph = description.graph();
        this.reading = reading;
        this.valueRange = description.valueRange();
        this.interpreter = new TorchInterpreter(graph, description.device(), description.arithmetic());
        this.weights = FlatTensor.zeros(graph.parameters(), description.device());
        this.gradients =
                isTrained ? Optional.of(FlatTensor.zeros(graph.parameters(), description.device())) : Optional.empty();
        weights.write(initial);
        gradients.ifPresent(weights::gatherGradientsIn);
    }

    /// What a model is made of besides its weights.
    ///
    /// @param valueRange what white is to the network
    /// @param arithmetic of its training
    public record Description(Graph graph, double valueRange, Device device, Arithmetic arithmetic) {
        /// With 32 bits.
        public Description(Graph graph, double valueRange, Device device) {
            this(graph, valueRange, device, Arithmetic.FLOAT32);
        }
    }

    /// What a network computes with in the place of its weights.
    @FunctionalInterface
    public interface Reading {
        /// The weights themselves.
        Reading PLAIN = views -> views;

        /// @param views one for each parameter
        /// @return the same, or others of their shapes, in the caller's scope
        List<Tensor> read(List<Tensor> views);
    }

    /// With gradients.
    public static TorchModel trained(Description description, Weights initial) {
        return trained(description, initial, Reading.PLAIN);
    }

    /// With gradients of the weights, which are not read as they are.
    public static TorchModel trained(Description description, Weights initial, Reading reading) {
        return new TorchModel(description, initial, reading, true);
    }

    /// With weights that stay as they are.
    public static TorchModel frozen(Description description, Weights weights) {
        return new TorchModel(description, weights, Reading.PLAIN, false);
    }

    public Graph graph() {
        return graph;
    }

    /// What white is to the network.
    public double valueRange() {
        return valueRange;
    }

    public Device device() {
        return weights.device();
    }

    public FlatTensor weights() {
        return weights;
    }

    /// Gathered by automatic differentiation until they are set to zero.
    ///
    /// @throws IllegalStateException if the model is frozen
    public FlatTensor gradients() {
        return gradients.orElseThrow(() -> new IllegalStateException("a frozen model has no gradients"));
    }

    /// All named results for a batch.
    ///
    /// @param input (N, C, H, W), white is 1
    public SequencedMap<String, Tensor> forward(Tensor input, Phase phase) {
        return forward(input, phase, List.copyOf(graph.outputs().sequencedKeySet()));
    }

    /// Some of the named results, without what only the others need.
    ///
    /// @param input (N, C, H, W), white is 1
    public SequencedMap<String, Tensor> forward(Tensor input, Phase phase, List<String> wanted) {
        return forward(wanted, new Given(reading.read(weights.views()), inRange(input), phase));
    }

    private SequencedMap<String, Tensor> forward(List<String> wanted, Given given) {
        SequencedMap<String, Tensor> results = interpreter.results(wanted, given);
        if (valueRange != 1) {
            results.replaceAll((_, result) -> result.mul(new Scalar(1 / valueRange)));
        }
        return results;
    }

    private Tensor inRange(Tensor input) {
        return valueRange == 1 ? input : input.mul(new Scalar(valueRange));
    }

    /// A result for pictures of one size, as the network is used with these weights; neither clipped nor
    /// rounded.
    ///
    /// @return (N, C, H, W), or (N, classes, 1, 1)
    public Values answer(FlatTensor values, List<Image> pictures, String result) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            Tensor[] each = pictures.stream().map(this::joined).toArray(Tensor[]::new);
            Tensor all = each.length == 1 ? each[0] : torch.cat(new TensorVector(each), 0);
            Tensor input = all.contiguous(torch.MemoryFormat.ChannelsLast);
            Given given = new Given(reading.read(values.views()), inRange(input), Phase.USE);
            return FlatTensor.values(
                    forward(List.of(result), given).firstEntry().getValue());
        }
    }

    /// (1, C, H, W)
    private Tensor joined(Image picture) {
        Tensor[] planes = new Tensor[picture.channels()];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = device().tensor(picture.plane(i), 1, 1, picture.height(), picture.width());
        }
        return torch.cat(new TensorVector(planes), 1);
    }

    /// The first weight that is not finite, or the first node whose value for a batch is not, in the order of the
    /// graph.
    ///
    /// @param input (N, C, H, W), white is 1
    public Optional<String> firstNotFinite(Tensor input, Phase phase) {
        return weights.firstNotFinite()
                .map(name -> "weight '" + name + "'")
                .or(() -> interpreter
                        .firstNotFinite(reading.read(weights.views()), inRange(input), phase)
                        .map(name -> "the value of '" + name + "'"));
    }

    @Override
    public void close() {
        weights.close();
        gradients.ifPresent(FlatTensor::close);
        interpreter.close();
    }
}
