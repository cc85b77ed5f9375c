package dev.fettle.lab.report;

import dev.fettle.lab.Lines;
import dev.fettle.lab.report.GroupResults.Layer;
import java.util.List;

/// Learnt groups as lines of text: a row for each layer, and what all come to.
public final class GroupTable {
    private GroupTable() {}

    public static List<String> of(GroupResults results) {
        Lines lines = new Lines();
        lines.add("%-28s %11s %8s  %-12s %s", "layer", "channels", "groups", "gates", "members");
        results.layers()
                .forEach(layer -> lines.add(
                        "%-28s %11s %8d  %-12s %s",
                        layer.name(), channels(layer), layer.groups(), layer.gates(), members(layer)));
        lines.add("%s", total(results));
        return lines.all();
    }

    static String channels(Layer layer) {
        return layer.inChannels() == layer.outChannels()
                ? String.valueOf(layer.inChannels())
                : "%d to %d".formatted(layer.inChannels(), layer.outChannels());
    }

    static String members(Layer layer) {
        if (layer.groups() == 1) {
            return "all";
        }
        if (layer.groups() == Math.min(layer.inChannels(), layer.outChannels())) {
            return "each its own"; // depthwise
        }
        return layer.isSorted() ? "neighbours" : "shuffled";
    }

    static String total(GroupResults results) {
        return "Links between channels: %,d of %,d (b = %.1f)"
                .formatted(results.links(), results.mostLinks(), results.b());
    }
}
