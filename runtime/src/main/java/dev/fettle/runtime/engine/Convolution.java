package dev.fettle.runtime.engine;

import dev.fettle.network.Node;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.runtime.engine.Scratch.Part;
import java.util.Optional;
import java.util.function.Function;

/// A convolution of a program: its kernel, and its weights as the kernel wants them. Made once per
/// network and shared by plans of all sizes.
///
/// @param order the filter at each place of the kernel's result: as they are, or sorted for the pixel
/// shuffle that follows
/// @param bias factor · bias + offset, at the place of its filter, with a vector behind the last; only the offset where
/// the bias is mixed
/// @param slopes of the activations behind it
/// @param packed empty where the weights depend on the picture
/// @param bank what the weights are mixed from, if they are
record Convolution(
        Geometry geometry,
        Kernel kernel,
        Lanes lanes,
        int[] order,
        float[] bias,
        Slopes slopes,
        Optional<float[]> packed,
        Optional<Bank> bank) {
    private static final float[] NO_BIAS = {};

    /// @param values the values of parameters and constants
    /// @param weight the shape of the weights
    /// @param computed whether the weights depend on the picture
    static Convolution of(Stage stage, Shape weight, boolean computed, Function<Node, Values> values, Kernels kernels) {
        if (stage.convolving() instanceof MixedConvolve mixed) {
            return mixed(mixed, stage, weight, values, kernels);
        }
        Node node = stage.node();
        Convolve convolve = stage.convolving().geometry();
        Geometry geometry = Geometry.of(convolve, weight);
        Fold fold = computed ? Fold.NONE : Fold.of(stage.convolved(), geometry, kernels.lanes());
        Kernel kernel = kernels.of(geometry, fold);
        Epilogue epilogue = stage.epilogue();
        int[] order = order(geometry, epilogue.shuffle());
        float[] bias = bias(ofFilters(convolve.bias(node), values), order, epilogue, values, kernels.lanes());
        Slopes slopes = Slopes.of(epilogue, order, values, kernels.lanes());
        if (computed) {
            return new Convolution(
                    geometry, kernel, kernels.lanes(), order, bias, slopes, Optional.empty(), Optional.empty());
        }
        float[] packed = new float[kernel.packedFloats()];
        float[] dense = values.apply(convolve.weight(node)).array();
        kernel.pack(Filters.dense(dense, 0, geometry, epilogue.factor(), order), packed);
        return new Convolution(
                geometry, kernel, kernels.lanes(), order, bias, slopes, Optional.of(packed), Optional.empty());
    }

    private static Convolution mixed(
            MixedConvolve mixed, Stage stage, Shape weight, Function<Node, Values> values, Kernels kernels) {
        Node node = stage.node();
        Shape one = Shape.of(weight.dimension(0) / mixed.groups(), weight.channels(), weight.height(), weight.width());
        Geometry geometry = Geometry.of(mixed.geometry(), one);
        int[] order = order(geometry, stage.epilogue().shuffle());
        Bank bank = Bank.of(
                mixed,
                geometry,
                order,
                kernels.lanes().count(),
                stage.epilogue().factor(),
                values.apply(mixed.weight(node)).array(),
                ofFilters(mixed.bias(node), values));
        return new Convolution(
                geometry,
                kernels.of(geometry, mixed.window()),
                kernels.lanes(),
                order,
                bias(NO_BIAS, order, stage.epilogue(), values, kernels.lanes()),
                Slopes.of(stage.epilogue(), order, values, kernels.lanes()),
                Optional.empty(),
                Optional.of(bank));
    }

    private static int inWholeVectors(int filters, Lanes lanes) {
        return Math.ceilDiv(filters, lanes.count()) * lanes.count();
    }

    /// The slopes of activations that have one for each channel, at the places of their filters, filled up to whole
    /// vectors; nothing for other activations.
    record Slopes(float[] first, float[] then) {
        private static Slopes of(Epilogue epilogue, int[] order, Function<Node, Values> values, Lanes lanes) {
            return new Slopes(
                    placed(epilogue.first(), order, values, lanes), placed(epilogue.then(), order, values, lanes));
        }

        private static float[] placed(Activation activation, int[] order, Function<Node, Values> values, Lanes lanes) {
            if (!(activation instanceof Activation.Slopes(Node slopes, int filters))) {
                return NO_BIAS;
            }
            float[] placed = new float[inWholeVectors(order.length, lanes)];
            for (int place = 0; place < order.length; place++) {
                placed[place] = values.apply(slopes).array()[order[place] / filters];
            }
            return placed;
        }
    }

    private static float[] ofFilters(Optional<Node> bias, Function<Node, Values> values) {
        return bias.map(node -> values.apply(node).array()).orElse(NO_BIAS);
    }

    private static float[] bias(
            float[] filters, int[] order, Epilogue epilogue, Function<Node, Values> values, Lanes lanes) {
        float[] bias = new float[inWholeVectors(order.length, lanes) + lanes.count()];
        for (int place = 0; place < order.length; place++) {
            int filter = order[place];
            double own = filters.length > 0 ? filters[filter] : 0;
            double offset = epilogue.offset().isPresent()
                    ? values.apply(epilogue.offset().get()).array()[filter]
                    : 0;
            bias[place] = (float) (epilogue.factor() * own + offset);
        }
        return bias;
    }

    /// For a shuffle by r: filter c·r² + s stands at s·C + c, so that the channels of each shuffled pixel are
    /// neighbours; of a convolution in groups within each group.
    private static int[] order(Geometry geometry, int shuffle) {
        int parts = shuffle * shuffle;
        int groups = shuffle == 1 ? 1 : geometry.convolve().groups();
        int filters = geometry.filters() / groups;
        int channels = filters / parts;
        int[] order = new int[geometry.filters()];
        for (int place = 0; place < order.length; place++) {
            int first = place / filters * filters;
            int inGroup = place - first;
            order[place] = first + inGroup % channels * parts + inGroup / channels;
        }
        return order;
    }

    /// Mixes kernel and bias for one window or picture.
    ///
    /// @param coefficients from this position on, k·d of them
    void mix(float[] coefficients, int from, float[] packedKernel, float[] mixedBias, Workspace workspace) {
        Bank source = bank.orElseThrow();
        kernel.packMixed(source.mix(coefficients, from, lanes, workspace.mixed), packedKernel);
        for (int place = 0; place < order.length; place++) {
            mixedBias[place] = bias[place] + source.mixedBias(coefficients, from, place);
        }
    }

    /// What {@link #mix} needs; none where nothing is mixed.
    Scratch mixingScratch() {
        return bank.map(source -> Scratch.of(Part.MIXED, source.mixedFloats())).orElse(Scratch.NONE);
    }

    /// Weights that are kept for all plans: packed, or a bank.
    long packedBytes() {
        return 4L * bank.map(source -> source.kernels().length).orElse(kernel.packedFloats());
    }
}
