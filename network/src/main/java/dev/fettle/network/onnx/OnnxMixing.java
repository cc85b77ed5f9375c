package dev.fettle.network.onnx;

import static dev.fettle.network.onnx.OnnxExport.integer;
import static dev.fettle.network.onnx.OnnxExport.text;

import dev.fettle.network.Node;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The operators of one node that selects among groups or convolves with a mixed kernel.
///
/// | operation                 | ONNX                                                                       |
/// |---------------------------|----------------------------------------------------------------------------|
/// | Softmax                   | Reshape to (N, k, …), Mul, Softmax on axis 1, Reshape back                 |
/// | OneHot                    | Reshape, ArgMax, Equal, Cast, Reshape back                                 |
/// | MixedConvolve, no windows | bank as [k, d, …] · coefficients, ReduceSum over k, Conv with that kernel  |
/// | MixedConvolve, windows    | k times Conv · coefficients enlarged to pixels (Resize, Slice), Sum: the   |
/// |                           | same by linearity, since a Conv cannot change its kernel on the way        |
final class OnnxMixing {
    private final OnnxExport export;
    private final Node node;
    private final String name;

    OnnxMixing(OnnxExport export, Node node) {
        this.export = export;
        this.node = node;
        this.name = OnnxExport.name(node);
    }

    void softmax(int groups, double temperature) {
        String cooled = OnnxExport.name(node.input());
        if (temperature != 1) {
            Values factor = new Values(Shape.of(), new float[] {(float) (1 / temperature)});
            cooled = operator("Mul", "cooled", List.of(cooled, export.initializer(name + "/factor", factor)));
        }
        String sets = sets(cooled, groups);
        back(operator("Softmax", "softmax", List.of(sets), integer("axis", 1)));
    }

    void oneHot(int groups) {
        String sets = sets(OnnxExport.name(node.input()), groups);
        String largest = operator("ArgMax", "largest", List.of(sets), integer("axis", 1), integer("keepdims", 1));
        float[] numbers = new float[groups];
        for (int i = 0; i < groups; i++) {
            numbers[i] = i;
        }
        String all = export.initializer(name + "/numbers", new Values(Shape.of(1, groups, 1), numbers));
        String found = operator("Cast", "found", List.of(largest), integer("to", OnnxExport.FLOAT));
        String isLargest = operator("Equal", "is_largest", List.of(found, all));
        back(operator("Cast", "one_hot", List.of(isLargest), integer("to", OnnxExport.FLOAT)));
    }

    /// (N, k·d, h, w) as (N, k, d·h·w)
    private String sets(String x, int groups) {
        return operator("Reshape", "sets", List.of(x, export.initializer(name + "/sets_shape", new long[] {0, groups, -1
        })));
    }

    private void back(String sets) {
        String shape = operator("Shape", "shape", List.of(OnnxExport.name(node.input())));
        export.operator("Reshape", name, List.of(sets, shape));
    }

    void convolve(MixedConvolve mixed) {
        if (mixed.window() == 0) {
            convolvePicture(mixed);
        } else {
            convolveWindows(mixed);
        }
    }

    /// For a batch of one.
    private void convolvePicture(MixedConvolve mixed) {
        Shape bank = export.shape(mixed.weight(node));
        Shape kernel = Shape.of(bank.dimension(0) / mixed.groups(), bank.channels(), bank.height(), bank.width());
        long[] grouped = {mixed.groups(), mixed.cardinals(), 1};
        String coefficients = operator(
                "Reshape",
                "coefficients",
                List.of(
                        OnnxExport.name(mixed.coefficients(node)),
                        export.initializer(name + "/coefficients_shape", grouped)));
        String x = OnnxExport.name(mixed.map(node));
        List<String> inputs =
                new ArrayList<>(List.of(x, mix(mixed, mixed.weight(node), coefficients, "kernel", kernel)));
        Shape perFilter = Shape.of(kernel.dimension(0));
        mixed.bias(node).ifPresent(bias -> inputs.add(mix(mixed, bias, coefficients, "bias", perFilter)));
        export.operator("Conv", name, inputs, OnnxExport.attributes(mixed.geometry(), kernel));
    }

    /// Σ over i of coefficient[i, j] · bank[i, j], in a shape.
    private String mix(MixedConvolve mixed, Node bank, String coefficients, String what, Shape shape) {
        long[] grouped = {mixed.groups(), mixed.cardinals(), -1};
        String parts = operator(
                "Reshape",
                what + "_parts",
                List.of(OnnxExport.name(bank), export.initializer(name + "/" + what + "_grouped", grouped)));
        String weighted = operator("Mul", what + "_weighted", List.of(parts, coefficients));
        String axis = export.initializer(name + "/" + what + "_axis", new long[] {0});
        String sum = operator("ReduceSum", what + "_sum", List.of(weighted, axis), integer("keepdims", 0));
        long[] sizes = Arrays.stream(shape.toArray()).asLongStream().toArray();
        return operator("Reshape", what, List.of(sum, export.initializer(name + "/" + what + "_shape", sizes)));
    }

    private void convolveWindows(MixedConvolve mixed) {
        Shape bank = export.shape(mixed.weight(node));
        int filters = bank.dimension(0) / mixed.groups();
        String pixels = enlarged(mixed, bank.dimension(0));
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < mixed.groups(); i++) {
            String kernel = part(mixed.weight(node), "kernel" + i, (long) i * filters, filters);
            List<String> inputs = new ArrayList<>(List.of(OnnxExport.name(mixed.map(node)), kernel));
            if (mixed.bias(node).isPresent()) {
                inputs.add(part(mixed.bias(node).get(), "bias" + i, (long) i * filters, filters));
            }
            String convolved = operator("Conv", "convolved" + i, inputs, OnnxExport.attributes(mixed.geometry(), bank));
            String factor = name + "/factor" + i;
            export.slice(factor, pixels, new long[] {(long) i * filters}, new long[] {(long) (i + 1) * filters}, 1);
            parts.add(operator("Mul", "weighted" + i, List.of(convolved, factor)));
        }
        export.operator("Sum", name, parts);
    }

    private String part(Node whole, String what, long from, long count) {
        String part = name + "/" + what;
        export.slice(part, OnnxExport.name(whole), new long[] {from}, new long[] {from + count}, 0);
        return part;
    }

    /// One coefficient per filter of the bank and pixel: (N, k·c, H, W).
    private String enlarged(MixedConvolve mixed, int filters) {
        float[] ones = new float[filters];
        Arrays.fill(ones, 1);
        Shape shape = Shape.of(filters, 1, 1, 1);
        String spread = operator(
                "Conv",
                "spread",
                List.of(
                        OnnxExport.name(mixed.coefficients(node)),
                        export.initializer(name + "/ones", new Values(shape, ones))),
                OnnxExport.attributes(new Convolve(1, 0, 1, mixed.coefficients()), shape));
        float[] factors = {1, 1, mixed.window(), mixed.window()};
        Values scales = new Values(Shape.of(factors.length), factors);
        String resized = operator(
                "Resize",
                "resized",
                List.of(spread, "", export.initializer(name + "/scales", scales)),
                text("mode", "nearest"),
                text("coordinate_transformation_mode", "asymmetric"),
                text("nearest_mode", "floor"));
        String size = operator("Shape", "size", List.of(OnnxExport.name(mixed.map(node))));
        String sides = name + "/sides";
        export.slice(sides, size, new long[] {2}, new long[] {4}, 0);
        String origin = export.initializer(name + "/origin", new long[] {0, 0});
        String axes = export.initializer(name + "/both", new long[] {2, 3});
        return operator("Slice", "pixels", List.of(resized, origin, sides, axes));
    }

    private String operator(String type, String what, List<String> inputs, Message... attributes) {
        String output = name + "/" + what;
        export.operator(type, output, inputs, attributes);
        return output;
    }
}
