package dev.fettle.lab.network;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.fettle.lab.Lines;
import dev.fettle.lab.NamedNetwork;
import dev.fettle.lab.Size;
import dev.fettle.network.Cost;
import dev.fettle.network.Graph;
import dev.fettle.network.Shape;
import dev.fettle.network.Shapes;
import dev.fettle.network.architecture.Architecture;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Parameters and multiply-adds of a network, as papers count them.
///
/// @param architecture as it was named
/// @param scale the first of its scales, which `macs`, `macsPerOutputPixel` and the layers are for
/// @param input size of the picture that goes in, where the result follows from it
/// @param output size of the result
/// @param parameters of all scales together
/// @param macs multiply-adds for a result of that size, those of smaller results beside it counted
/// @param macsAsRun the same for the picture alone, which is all that restoring computes
/// @param inUse what is left once learnt gates are decided, of a trained network that has some
/// @param scales what each of its scales costs
/// @param probe the layers' shares, on a small picture; any size gives the same
public record CostReport(
        String architecture,
        int scale,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<PictureSize> input,
        PictureSize output,
        long parameters,
        long macs,
        long macsAsRun,
        double macsPerOutputPixel,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<InUse> inUse,
        List<Scaled> scales,
        @JsonIgnore Cost probe) {
    private static final int PROBE = 48;

    /// A size that JSON shows as text.
    record PictureSize(Size size) {
        @JsonValue
        String text() {
            return size.toString();
        }
    }

    /// Of a network whose channels gates have parted.
    ///
    /// @param macs for a result of the size, at the first scale
    public record InUse(long parameters, long macs, double macsPerOutputPixel) {
        static InUse of(Cost.Decided decided, Size output) {
            long macs = Math.round(decided.macsPerOutputPixel() * output.pixels());
            return new InUse(decided.parameters(), macs, decided.macsPerOutputPixel());
        }
    }

    /// One of several scales.
    ///
    /// @param macs for a result of the size
    public record Scaled(int scale, long macs, double macsPerOutputPixel) {
        static Scaled of(Architecture architecture, int scale, Size output) {
            double perPixel =
                    Cost.macsPerOutputPixelOfAllResults(architecture.at(scale).graph());
            return new Scaled(scale, Math.round(perPixel * output.pixels()), perPixel);
        }
    }

    /// For a result of a size.
    ///
    /// @param name what the network was called
    public static CostReport of(String name, NamedNetwork network, Size output) {
        return of(name, network, Optional.empty(), output);
    }

    /// For a picture of a size.
    ///
    /// @throws IllegalArgumentException if the network has several scales, or takes no picture of that size
    public static CostReport ofInput(String name, NamedNetwork network, Size input) {
        if (network.architecture().scales().size() > 1) {
            throw new IllegalArgumentException("'%s' enlarges by%s, each to another size: choose one by --scale"
                    .formatted(name, text(network.architecture().scales())));
        }
        Graph graph = network.graph();
        Shape result = Shapes.of(graph, 1, input.height(), input.width()).of(graph.output());
        return of(name, network, Optional.of(new PictureSize(input)), new Size(result.width(), result.height()));
    }

    private static CostReport of(String name, NamedNetwork network, Optional<PictureSize> input, Size output) {
        Architecture architecture = network.architecture();
        boolean isOfOneScale = architecture.scales().size() == 1;
        Cost probe = isOfOneScale
                ? Cost.ofAllResults(network.graph(), PROBE, PROBE)
                : Cost.of(network.graph(), PROBE, PROBE);
        List<Scaled> scales = architecture.scales().stream()
                .map(each -> Scaled.of(architecture, each, output))
                .toList();
        Scaled first = scales.getFirst();
        return new CostReport(
                name,
                first.scale(),
                input,
                new PictureSize(output),
                probe.parameters(),
                first.macs(),
                Math.round(Cost.macsPerOutputPixel(network.graph()) * output.pixels()),
                first.macsPerOutputPixel(),
                network.inUse().map(decided -> InUse.of(decided, output)),
                scales,
                probe);
    }

    /// ` x2`, or ` x2, x3, x4`
    static String text(List<Integer> scales) {
        return scales.stream().map(scale -> "x" + scale).collect(Collectors.joining(", ", " ", ""));
    }

    /// As a table of the layers.
    public List<String> lines() {
        Lines lines = new Lines();
        new LayerCosts(probe, "MACs/pixel", probe.outputPixels()).addTo(lines);
        lines.add(
                "%s%s: %,d parameters",
                architecture, text(scales.stream().map(Scaled::scale).toList()), parameters);
        for (Scaled each : scales) {
            lines.add(
                    "%.1f G multiply-adds for a result of %s (%,.1f per output pixel)%s",
                    each.macs() / 1e9,
                    output.size(),
                    each.macsPerOutputPixel(),
                    scales.size() > 1 ? " at x" + each.scale() : "");
        }
        inUse.ifPresent(left -> lines.add(
                "in use, once gates are decided: %,d parameters, %.1f G multiply-adds (%,.1f per output pixel)%s",
                left.parameters(),
                left.macs() / 1e9,
                left.macsPerOutputPixel(),
                scales.size() > 1 ? " at x" + scale : ""));
        if (macsAsRun < macs) {
            lines.add(
                    "%.1f G of them for the picture alone, without smaller results beside it, which only training needs",
                    macsAsRun / 1e9);
        }
        return lines.all();
    }
}
