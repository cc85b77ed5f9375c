package dev.fettle.train.torch.search;

import dev.fettle.network.KernelSlices.Kernel;
import dev.fettle.network.Operation;
import dev.fettle.train.torch.Device;
import dev.fettle.train.torch.FlatTensor;
import dev.fettle.train.torch.TorchModel;
import dev.fettle.train.torch.search.SearchSpace.Searched;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// All candidates of a layer in one convolution: its channels are ranked by Σ |w| of the slices of kernels that read
/// them, and the slices of the channel of rank t count with the sum of softmax(α) over the candidates that have more
/// than t channels. By linearity that is the mixture of the results of all candidates. Channels beyond the largest
/// candidate count 0 and have no gradient. guoyongcs/DRC.
///
/// Ranks are taken when asked for, so that all passes of a step have the same. Not thread-safe; {@link #close} frees
/// it.
@SuppressWarnings("try") // scopes act by being open
public final class WidthMixture implements TorchModel.Reading, AutoCloseable {
    private final FlatTensor choices;
    private final List<Layer> layers = new ArrayList<>();
    private final Tensor one;
    private boolean isLearning;

    /// A group at work.
    ///
    /// @param counted (C, K): 1 where a candidate has more channels than a rank
    /// @param ranks (C) of the channels
    private record Layer(Tensor counted, Tensor ranks, List<Reader> readers) {
        long channels() {
            return ranks.numel();
        }
    }

    /// A kernel that reads it.
    ///
    /// @param index of the parameter
    /// @param channels (Cin): which channel of the group each slice reads, C for one that reads another group's
    /// @param slices (C · k): for each channel the slices that read it
    private record Reader(int index, Tensor channels, Tensor slices) {}

    /// @param parameters of the network
    /// @param choices of the groups
    public WidthMixture(SearchSpace space, List<Operation.Parameter> parameters, FlatTensor choices) {
        this.choices = choices;
        List<String> names = parameters.stream().map(Operation.Parameter::name).toList();
        Device device = choices.device();
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            one = kept(device.tensor(new float[] {1}, 1));
            for (Searched each : space.searched()) {
                List<Reader> readers = each.slices().kernels().stream()
                        .map(kernel -> reader(names.indexOf(kernel.parameter()), kernel, device))
                        .toList();
                Tensor ranks = kept(device.indices(new long[each.width()]));
                layers.add(new Layer(kept(counted(each, device)), ranks, readers));
            }
        }
    }

    private static Tensor counted(Searched searched, Device device) {
        int candidates = searched.candidates().size();
        float[] counted = new float[searched.width() * candidates];
        for (int i = 0; i < counted.length; i++) {
            counted[i] = searched.candidates().get(i % candidates) > i / candidates ? 1 : 0;
        }
        return device.tensor(counted, searched.width(), candidates);
    }

    private static Reader reader(int index, Kernel kernel, Device device) {
        long[] channels = new long[kernel.readable()];
        Arrays.fill(channels, kernel.slices().size());
        for (int c = 0; c < kernel.slices().size(); c++) {
            for (int slice : kernel.slices().get(c)) {
                channels[slice] = c;
            }
        }
        long[] slices = kernel.slices().stream()
                .flatMap(List::stream)
                .mapToLong(Integer::longValue)
                .toArray();
        return new Reader(index, kept(device.indices(channels)), kept(device.indices(slices)));
    }

    private static Tensor kept(Tensor tensor) {
        tensor.retainReference();
        return tensor;
    }

    /// Ranks all channels by these weights, from here on.
    ///
    /// @param views of the network's parameters
    public void rank(List<Tensor> views) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            for (Layer layer : layers) {
                Tensor norms = layer.readers.stream()
                        .map(reader -> norms(views.get(reader.index), reader, layer.channels()))
                        .reduce(Tensor::add)
                        .orElseThrow();
                Tensor order = torch.argsort(norms, true, 0, true); // stable: of equal ones the first ranks higher
                layer.ranks.copy_(torch.argsort(order));
            }
        }
    }

    private static Tensor norms(Tensor kernel, Reader reader, long channels) {
        return kernel.abs()
                .sum(new long[] {0, 2, 3}, false, new ScalarTypeOptional())
                .index_select(0, reader.slices)
                .view(channels, -1)
                .sum(new long[] {1}, false, new ScalarTypeOptional());
    }

    /// Whether gradients reach the choices.
    ///
    /// @param learns false while the weights learn
    public void learn(boolean learns) {
        isLearning = learns;
    }

    @Override
    public List<Tensor> read(List<Tensor> views) {
        List<Tensor> read = new ArrayList<>(views);
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            Tensor alphas = choices.views().get(i);
            Tensor chances = torch.softmax(isLearning ? alphas : alphas.detach(), 0);
            Tensor ofChannels = layer.counted.mv(chances).index_select(0, layer.ranks);
            Tensor factors = torch.cat(new TensorVector(ofChannels, one), 0);
            for (Reader reader : layer.readers) {
                Tensor ofSlices = factors.index_select(0, reader.channels).view(1, -1, 1, 1);
                read.set(reader.index, read.get(reader.index).mul(ofSlices));
            }
        }
        return read;
    }

    @Override
    public void close() {
        one.deallocate();
        for (Layer layer : layers) {
            layer.counted.deallocate();
            layer.ranks.deallocate();
            layer.readers.forEach(reader -> {
                reader.channels.deallocate();
                reader.slices.deallocate();
            });
        }
    }
}
