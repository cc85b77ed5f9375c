package dev.fettle.network.checkpoint;

import dev.fettle.network.Graph;
import dev.fettle.network.Initial;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Values;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.checkpoint.MisfitException.Remedy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/// A colour that is added to every pixel. To most of our networks it is a constant; published files keep it as a 1×1
/// convolution that does not train: its kernel is the identity, its bias the colour. To DRN it is a parameter, from
/// which training goes only so far.
///
/// @param name of the constant, `sub_mean`
/// @param wanted what the network adds, or begins with
/// @param found what the file adds
/// @param tolerance by which they may differ, as a part of what is wanted
record MeanShift(String name, float[] wanted, float[] found, double tolerance) {
    static final String VALUE_RANGE = "valueRange";
    private static final double TOLERANCE = 1e-3; // of the largest value: a quarter of a level
    private static final double TRAINED = 0.5; // other value ranges are hundreds of times as large
    private static final List<Double> USUAL = List.of(1.0, 255.0, 65_535.0);

    /// Compares what a file adds with what the network does.
    ///
    /// @return whether there was anything to compare
    /// @throws MisfitException if they differ, with the value range at which they do not
    static boolean requireEqual(Architecture architecture, Fit fit) throws IOException {
        List<MeanShift> shifts = of(architecture.graph(), fit);
        for (MeanShift shift : shifts) {
            if (!shift.isEqual()) {
                throw new MisfitException(shift.difference(), remedy(architecture, fit));
            }
        }
        return !shifts.isEmpty();
    }

    /// The value range that makes the network add what the file does.
    static Optional<String> valueRange(Architecture architecture, Fit fit) throws IOException {
        ObjectNode settings = Architectures.write(architecture);
        List<MeanShift> shifts = of(architecture.graph(), fit);
        if (!settings.has(VALUE_RANGE) || shifts.isEmpty() || shifts.getFirst().wanted[0] == 0) {
            return Optional.empty();
        }
        double rounded = shifts.getFirst().valueRange(architecture.valueRange());
        try {
            Architecture other = Architectures.read(settings.put(VALUE_RANGE, rounded));
            boolean isRight = of(other.graph(), fit).stream().allMatch(MeanShift::isEqual);
            boolean isWhole = rounded == Math.rint(rounded);
            return isRight
                    ? Optional.of(isWhole ? Long.toString((long) rounded) : Double.toString(rounded))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // no range at all: zero, negative or not a number
        }
    }

    /// @param ours of the network
    private double valueRange(double ours) {
        double range = ours * found[0] / wanted[0];
        double whole = Math.abs(range - Math.rint(range)) < TOLERANCE * range ? Math.rint(range) : range;
        return USUAL.stream()
                .filter(usual -> Math.abs(range - usual) <= tolerance * usual)
                .findFirst()
                .orElse(whole);
    }

    private static Remedy remedy(Architecture architecture, Fit fit) throws IOException {
        return valueRange(architecture, fit)
                .map(range -> new Remedy(Optional.empty(), List.of(VALUE_RANGE + "=" + range)))
                .orElse(Remedy.NONE);
    }

    private static List<MeanShift> of(Graph graph, Fit fit) throws IOException {
        List<MeanShift> shifts = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (node.operation() instanceof Operation.Constant(Values values)) {
                for (Map.Entry<String, float[]> found : shiftsOf(
                                fit, fit.constants().getOrDefault(node.name(), List.of()))
                        .entrySet()) {
                    shifts.add(new MeanShift(found.getKey(), values.array(), found.getValue(), TOLERANCE));
                }
            }
            if (node.operation() instanceof Operation.Parameter parameter
                    && parameter.initial() instanceof Initial.Given
                    && isBias(parameter.name())) {
                shifts.add(trained(parameter, fit));
            }
        }
        return shifts;
    }

    private static MeanShift trained(Operation.Parameter parameter, Fit fit) throws IOException {
        String name = Objects.requireNonNull(fit.names().get(parameter.name()));
        float[] begun =
                parameter.initial().draw(parameter.shape(), new Random(0)).array(); // nothing is random about it
        return new MeanShift(name, begun, fit.table().get(name).read().array(), TRAINED);
    }

    private static boolean isBias(String name) {
        return name.endsWith("bias");
    }

    /// Biases by name; that of a kernel which is not the identity counts as NaN, equal to nothing.
    private static Map<String, float[]> shiftsOf(Fit fit, List<String> names) throws IOException {
        Map<String, float[]> shifts = new LinkedHashMap<>();
        for (String name : names) {
            float[] array = fit.table().get(name).read().array();
            if (isBias(name)) {
                shifts.put(name, array);
            } else if (!isIdentity(array)) {
                shifts.put(name, new float[] {Float.NaN, Float.NaN, Float.NaN});
            }
        }
        return shifts;
    }

    private static boolean isIdentity(float[] kernel) {
        int channels = (int) Math.sqrt(kernel.length);
        boolean isIdentity = channels * channels == kernel.length;
        for (int i = 0; isIdentity && i < kernel.length; i++) {
            isIdentity = Math.abs(kernel[i] - (i / channels == i % channels ? 1 : 0)) < TOLERANCE;
        }
        return isIdentity;
    }

    private boolean isEqual() {
        boolean isEqual = wanted.length == found.length;
        for (int i = 0; isEqual && i < wanted.length; i++) {
            isEqual = Math.abs(wanted[i] - found[i]) <= tolerance * Math.abs(wanted[i]);
        }
        return isEqual;
    }

    private String difference() {
        return Float.isNaN(found[0])
                ? "'%s' of the file mixes or scales red, green and blue, and the network only adds to them"
                        .formatted(name)
                : "'%s' of the file adds %s to red, green and blue, the network %s"
                        .formatted(name, text(found), text(wanted));
    }

    private static String text(float[] colour) {
        return IntStream.range(0, colour.length)
                .mapToObj(i -> String.format(Locale.ROOT, "%.4g", colour[i]))
                .collect(Collectors.joining(", ", "(", ")"));
    }
}
