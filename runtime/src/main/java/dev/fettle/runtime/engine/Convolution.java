package dev.fettle.runtime.engine;

import dev.fettle.network.Node;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import java.util.Optional;
import java.util.function.Function;

/// A convolution of a program: its kernel, and its weights as the kernel wants them. Made once per
/// network and shared by plans of all sizes.
///
/// @param order the filter at each place of the kernel's result: as they are, or sorted for the pixel
/// shuffle that follows
/// @param bias factor · bias + offset, at the place of its filter
/// @param packed empty where the weights depend on the picture
record Convolution(Geometry geometry, Kernel kernel, Lanes lanes, int[] order, float[] bias, Optional<float[]> packed) {
    /// @param values the values of parameters and constants
    /// @param weight the shape of the weights
    /// @param computed whether the weights depend on the picture
    static Convolution of(Stage stage, Shape weight, boolean computed, Function<Node, Values> values, Kernels kernels) {
        Node node = stage.node();
        Geometry geometry = Geometry.of((Convolve) node.operation(), weight);
        Kernel kernel = kernels.of(geometry);
        Epilogue epilogue = stage.epilogue();
        int[] order = order(geometry.filters(), epilogue.shuffle());
        float[] bias = bias(node, order, epilogue, values);
        if (computed) {
            return new Convolution(geometry, kernel, kernels.lanes(), order, bias, Optional.empty());
        }
        float[] packed = new float[kernel.packedFloats()];
        float[] dense = values.apply(node.input(1)).array();
        kernel.pack(Filters.dense(dense, geometry, epilogue.factor()), order, packed);
        return new Convolution(geometry, kernel, kernels.lanes(), order, bias, Optional.of(packed));
    }

    private static float[] bias(Node node, int[] order, Epilogue epilogue, Function<Node, Values> values) {
        float[] bias = new float[order.length];
        for (int place = 0; place < bias.length; place++) {
            int filter = order[place];
            double own = node.inputs().size() == 3 ? values.apply(node.input(2)).array()[filter] : 0;
            double offset = epilogue.offset().isPresent()
                    ? values.apply(epilogue.offset().get()).array()[filter]
                    : 0;
            bias[place] = (float) (epilogue.factor() * own + offset);
        }
        return bias;
    }

    /// For a shuffle by r: filter c·r² + s stands at s·C + c, so that the channels of each shuffled pixel
    /// are neighbours.
    private static int[] order(int filters, int shuffle) {
        int parts = shuffle * shuffle;
        int channels = filters / parts;
        int[] order = new int[filters];
        for (int place = 0; place < filters; place++) {
            order[place] = place % channels * parts + place / channels;
        }
        return order;
    }

    long packedBytes() {
        return 4L * kernel.packedFloats();
    }
}
