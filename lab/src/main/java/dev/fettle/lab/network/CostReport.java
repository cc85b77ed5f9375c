package dev.fettle.lab.network;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.fettle.lab.Lines;
import dev.fettle.lab.NamedNetwork;
import dev.fettle.lab.Size;
import dev.fettle.network.Cost;
import dev.fettle.network.Graph;
import java.util.List;
import java.util.Optional;

/// Parameters and multiply-adds of a network, as papers count them.
///
/// @param architecture as it was named
/// @param output size of the result
/// @param macs multiply-adds for a result of that size
/// @param probe the layers' shares, on a small picture; any size gives the same
public record CostReport(
        String architecture,
        int scale,
        OutputSize output,
        long parameters,
        long macs,
        double macsPerOutputPixel,
        @JsonIgnore Cost probe) {
    private static final int PROBE = 48;

    /// A size that JSON shows as text.
    record OutputSize(Size size) {
        @JsonValue
        String text() {
            return size.toString();
        }
    }

    /// @param scale as {@link NamedNetwork#parse} takes it
    /// @throws IllegalArgumentException if there is no network of this name, or it has another scale
    public static CostReport of(String name, Optional<Integer> scale, Size output) {
        NamedNetwork network = NamedNetwork.parse(name, scale);
        Graph graph = network.graph();
        double perPixel = Cost.macsPerOutputPixel(graph);
        Cost probe = Cost.of(graph, PROBE, PROBE);
        long macs = Math.round(perPixel * output.pixels());
        return new CostReport(
                name,
                network.architecture().scale(),
                new OutputSize(output),
                probe.parameters(),
                macs,
                perPixel,
                probe);
    }

    /// As a table of the layers.
    public List<String> lines() {
        Lines lines = new Lines();
        lines.add("%-32s %-16s %12s %14s %7s", "layer", "operation", "parameters", "MACs/pixel", "share");
        probe.perNode().stream()
                .filter(node -> node.macs() > 0 || node.parameters() > 0)
                .forEach(node -> lines.add(
                        "%-32s %-16s %,12d %,14.1f %6.2f%%",
                        node.name(),
                        node.operation(),
                        node.parameters(),
                        (double) node.macs() / probe.outputPixels(),
                        100.0 * node.macs() / probe.macs()));
        lines.add("");
        lines.add("%s x%d: %,d parameters", architecture, scale, parameters);
        lines.add(
                "%.1f G multiply-adds for a result of %s (%,.1f per output pixel)",
                macs / 1e9, output.size(), macsPerOutputPixel);
        return lines.all();
    }
}
