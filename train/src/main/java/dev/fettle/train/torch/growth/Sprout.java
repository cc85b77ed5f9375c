package dev.fettle.train.torch.growth;

import dev.fettle.network.Channels.Reader;
import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Convolving;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.train.torch.FlatTensor;
import dev.fettle.train.torch.TorchModel;
import dev.fettle.train.torch.optimizer.Rule;
import dev.fettle.train.torch.optimizer.Sgd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

/// A network some of whose channels are off: the slices of the filters that read them are zero. Only the slices
/// that are on, and the readers' biases, are trained. Closes the network.
@SuppressWarnings("try") // scopes act by being open
final class Sprout implements AutoCloseable {
    private static final double MOMENTUM = 0.9;

    private final TorchModel model;
    private final int channels;
    private final SequencedMap<String, List<List<Integer>>> slices = new LinkedHashMap<>(); // by parameter, by channel
    private final Set<String> biases = new LinkedHashSet<>();
    private final Map<String, Values> old = new LinkedHashMap<>();
    private final FlatTensor mask;
    private final List<Integer> order = new ArrayList<>();

    /// @param weights of the network, all channels of the group being on
    Sprout(TorchModel model, List<Reader> readers, Weights weights) {
        this.model = model;
        this.channels = readers.getFirst().slices().size();
        for (Reader reader : readers) {
            slices.put(reader.parameter(), reader.slices());
            Convolving convolving = (Convolving) reader.convolution().operation();
            convolving.bias(reader.convolution()).ifPresent(bias -> {
                if (bias.operation() instanceof Operation.Parameter parameter) {
                    biases.add(parameter.name());
                }
            });
        }
        mask = FlatTensor.zeros(model.graph().parameters(), model.device());
        Set<String> trained = new LinkedHashSet<>(slices.keySet());
        trained.addAll(biases);
        model.weights().gatherOnly(trained);
        slices.forEach((parameter, byChannel) -> {
            old.put(parameter, weights.get(parameter));
            Values off = copy(weights.get(parameter));
            byChannel.forEach(places -> fill(off, places, 0));
            model.weights().write(parameter, off);
        });
        biases.forEach(bias -> mask.write(bias, steps(weights.get(bias))));
    }

    /// Biases are as large as white is; their steps, too.
    private Values steps(Values bias) {
        Values steps = Values.zeros(bias.shape());
        double white = model.valueRange() / Growth.WHITE;
        Arrays.fill(steps.array(), (float) (white * white));
        return steps;
    }

    TorchModel model() {
        return model;
    }

    /// Positions of the channels that are on, in the order in which they were switched on.
    List<Integer> order() {
        return List.copyOf(order);
    }

    void clear() {
        model.gradients().flat().zero_();
    }

    /// Switches on the channels whose gradients are largest; of equal ones the first.
    ///
    /// @throws IllegalArgumentException if a gradient is no finite number
    void switchOn(int count) {
        double[] scores = scores();
        List<Integer> best = IntStream.range(0, channels)
                .filter(channel -> !order.contains(channel))
                .boxed()
                .sorted(Comparator.comparingDouble((Integer channel) -> -scores[channel]))
                .limit(count)
                .toList();
        order.addAll(best);
        slices.forEach((parameter, byChannel) -> {
            Values now = model.weights().read(parameter);
            Values on = mask.read(parameter);
            for (int channel : best) {
                take(Objects.requireNonNull(old.get(parameter)), now, byChannel.get(channel));
                fill(on, byChannel.get(channel), 1);
            }
            model.weights().write(parameter, now);
            mask.write(parameter, on);
        });
    }

    /// Of each channel the l2 norm of the gradient of each slice of each filter that reads it, added up.
    private double[] scores() {
        double[] scores = new double[channels];
        slices.forEach((parameter, byChannel) -> {
            Values gradient = model.gradients().read(parameter);
            for (int channel = 0; channel < channels; channel++) {
                for (int place : byChannel.get(channel)) {
                    scores[channel] += norms(gradient, place);
                }
            }
        });
        if (!Arrays.stream(scores).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(
                    "%s: the gradients of its slices are no finite numbers; try a lower learningRate"
                            .formatted(slices.firstEntry().getKey()));
        }
        return scores;
    }

    private static double norms(Values gradient, int place) {
        int filters = gradient.shape().dimension(0);
        int read = gradient.shape().dimension(1);
        int area = gradient.array().length / filters / read;
        double sum = 0;
        for (int filter = 0; filter < filters; filter++) {
            double squares = 0;
            for (int k = 0; k < area; k++) {
                double value = gradient.array()[(filter * read + place) * area + k];
                squares += value * value;
            }
            sum += Math.sqrt(squares);
        }
        return sum;
    }

    /// A rule at its beginning, for the slices that are on now.
    Rule descent(double learningRate) {
        return new Sgd(learningRate, MOMENTUM, true, 0, 0, 0, List.of())
                .rule(model.graph().parameters(), model.device());
    }

    void update(Rule rule, double learningRate, long step) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            model.gradients().flat().mul_(mask.flat());
            rule.update(model.weights().flat(), model.gradients().flat(), learningRate, step);
        }
    }

    /// What was trained.
    Map<String, Values> changed() {
        Map<String, Values> changed = new LinkedHashMap<>();
        slices.keySet()
                .forEach(parameter -> changed.put(parameter, model.weights().read(parameter)));
        biases.forEach(bias -> changed.put(bias, model.weights().read(bias)));
        return changed;
    }

    private static Values copy(Values values) {
        return new Values(values.shape(), values.array().clone());
    }

    private static void fill(Values values, List<Integer> places, float value) {
        each(values, places, (from, to) -> Arrays.fill(values.array(), from, to, value));
    }

    private static void take(Values from, Values to, List<Integer> places) {
        each(to, places, (first, end) -> System.arraycopy(from.array(), first, to.array(), first, end - first));
    }

    private interface Range {
        void at(int from, int to);
    }

    /// The slices at some places of all filters.
    private static void each(Values values, List<Integer> places, Range range) {
        int filters = values.shape().dimension(0);
        int read = values.shape().dimension(1);
        int area = values.array().length / filters / read;
        for (int filter = 0; filter < filters; filter++) {
            for (int place : places) {
                int first = (filter * read + place) * area;
                range.at(first, first + area);
            }
        }
    }

    @Override
    public void close() {
        mask.close();
        model.close();
    }
}
