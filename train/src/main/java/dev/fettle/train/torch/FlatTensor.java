package dev.fettle.train.torch;

import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Role;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// One number per value of a network's weights, all in one piece of native memory with a view for each
/// parameter. Weights, gradients and the optimizer's averages have this form, so that an update is a
/// handful of calls whatever the number of layers.
///
/// A kernel (Cout, Cin, K, K) lies channels-last in memory, as the convolutions want it.
@SuppressWarnings("try") // scopes act by being open
public final class FlatTensor implements AutoCloseable {
    private final List<Operation.Parameter> parameters;
    private final Device device;
    private final Tensor flat;
    private final List<Tensor> views;

    private FlatTensor(List<Operation.Parameter> parameters, Device device, Tensor flat, List<Tensor> views) {
        this.parameters = parameters;
        this.device = device;
        this.flat = flat;
        this.views = views;
    }

    /// All zeros, in the memory of the CPU.
    static FlatTensor zeros(List<Operation.Parameter> parameters) {
        return zeros(parameters, Device.CPU);
    }

    /// All zeros.
    public static FlatTensor zeros(List<Operation.Parameter> parameters, Device device) {
        long size = parameters.stream()
                .mapToLong(parameter -> parameter.shape().size())
                .sum();
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            Tensor flat = device.zeros(size);
            List<Tensor> views = new ArrayList<>();
            long offset = 0;
            for (Operation.Parameter parameter : parameters) {
                Tensor view = view(flat.narrow(0, offset, parameter.shape().size()), parameter.shape());
                views.add(view);
                view.retainReference();
                offset += parameter.shape().size();
            }
            flat.retainReference();
            return new FlatTensor(List.copyOf(parameters), device, flat, List.copyOf(views));
        }
    }

    private static Tensor view(Tensor part, Shape shape) {
        long[] sizes = sizes(shape);
        Tensor viewed = sizes.length == 4
                ? part.view(sizes[0], sizes[2], sizes[3], sizes[1]).permute(0, 3, 1, 2)
                : part.view(sizes);
        return viewed.detach();
    }

    static long[] sizes(Shape shape) {
        return shape.dimensions().stream().mapToLong(Integer::longValue).toArray();
    }

    /// All values in one dimension, in the order of the memory.
    public Tensor flat() {
        return flat;
    }

    /// One view per parameter, in the order of the graph.
    public List<Tensor> views() {
        return views;
    }

    public List<Operation.Parameter> parameters() {
        return parameters;
    }

    /// Where it lives.
    public Device device() {
        return device;
    }

    /// Makes the views of what is trained the leaves of automatic differentiation, their gradients gathered in
    /// the other tensor.
    public void gatherGradientsIn(FlatTensor gradients) {
        try (PointerScope scope = new PointerScope()) {
            for (int i = 0; i < views.size(); i++) {
                if (parameters.get(i).isTrained()) {
                    views.get(i).set_requires_grad(true);
                    views.get(i).mutable_grad().put(gradients.views.get(i));
                }
            }
        }
    }

    /// Copies from another tensor what a moving average has no use for: statistics, which are averages
    /// themselves, and gates, whose weights have learnt with them as they are.
    public void takeUnaveraged(FlatTensor other) {
        for (int i = 0; i < views.size(); i++) {
            if (!parameters.get(i).isTrained() || parameters.get(i).role() == Role.GATE) {
                views.get(i).copy_(other.views.get(i));
            }
        }
    }

    /// A copy as plain arrays, row-major.
    public Weights read() {
        LinkedHashMap<String, Values> byName = new LinkedHashMap<>();
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            for (int i = 0; i < views.size(); i++) {
                Operation.Parameter parameter = parameters.get(i);
                byName.put(parameter.name(), new Values(parameter.shape(), array(views.get(i))));
            }
        }
        return new Weights(byName);
    }

    /// @throws IllegalArgumentException if a parameter is missing
    public void write(Weights weights) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            for (int i = 0; i < views.size(); i++) {
                Values values = weights.get(parameters.get(i).name());
                views.get(i).copy_(device.tensor(values.array(), sizes(values.shape())));
            }
        }
    }

    /// Stops gathering the gradients of all other parameters, so that they need not be computed.
    ///
    /// @param names parameters
    public void gatherOnly(Set<String> names) {
        for (int i = 0; i < views.size(); i++) {
            if (!names.contains(parameters.get(i).name())) {
                views.get(i).set_requires_grad(false);
            }
        }
    }

    /// A copy of one parameter's values.
    ///
    /// @throws IllegalArgumentException if there is none of this name
    public Values read(String parameter) {
        int i = index(parameter);
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            return new Values(parameters.get(i).shape(), array(views.get(i)));
        }
    }

    /// Sets one parameter's values.
    ///
    /// @throws IllegalArgumentException if there is none of this name
    public void write(String parameter, Values values) {
        int i = index(parameter);
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            views.get(i).copy_(device.tensor(values.array(), sizes(values.shape())));
        }
    }

    private int index(String parameter) {
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).name().equals(parameter)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no parameter '" + parameter + "'");
    }

    /// The first parameter with a NaN or an infinity.
    public Optional<String> firstNotFinite() {
        for (int i = 0; i < views.size(); i++) {
            if (!isFinite(views.get(i))) {
                return Optional.of(parameters.get(i).name());
            }
        }
        return Optional.empty();
    }

    static boolean isFinite(Tensor tensor) {
        return torch.isfinite(tensor).all().item_bool();
    }

    /// The elements row-major, as a new array.
    public static float[] array(Tensor tensor) {
        Tensor dense = Device.readable(tensor).contiguous();
        float[] array = new float[Math.toIntExact(dense.numel())];
        FloatBuffer buffer = dense.createBuffer();
        buffer.get(array);
        return array;
    }

    /// The elements with their shape, as a new array.
    static Values values(Tensor tensor) {
        int[] dimensions = new int[Math.toIntExact(tensor.dim())];
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = Math.toIntExact(tensor.size(i));
        }
        return new Values(Shape.of(dimensions), array(tensor));
    }

    @Override
    public void close() {
        views.forEach(Tensor::deallocate);
        flat.deallocate();
    }
}
