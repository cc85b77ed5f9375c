package dev.fettle.lab.network;

import dev.fettle.lab.Lines;
import dev.fettle.network.Cost;

/// The layers of a network that cost something, as a table.
///
/// @param head over their multiply-adds: `MACs/pixel`
/// @param unit multiply-adds that count as one there
record LayerCosts(Cost cost, String head, double unit) {
    void addTo(Lines lines) {
        lines.add("%-32s %-16s %12s %14s %7s", "layer", "operation", "parameters", head, "share");
        cost.perNode().stream()
                .filter(node -> node.macs() > 0 || node.parameters() > 0)
                .forEach(node -> lines.add(
                        "%-32s %-16s %,12d %,14.1f %6.2f%%",
                        node.name(),
                        node.operation(),
                        node.parameters(),
                        node.macs() / unit,
                        100.0 * node.macs() / cost.macs()));
        lines.add("");
    }
}
