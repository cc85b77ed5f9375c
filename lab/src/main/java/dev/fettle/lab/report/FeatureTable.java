package dev.fettle.lab.report;

import dev.fettle.lab.Lines;
import dev.fettle.lab.report.FeatureResults.Layer;
import dev.fettle.lab.report.FeatureResults.Pair;
import java.util.List;
import java.util.Locale;

/// Look-alike feature maps as lines of text: the pairs of each layer, and what they come to.
public final class FeatureTable {
    private static final String HEAD = "layer";

    private FeatureTable() {}

    /// All lines.
    public static List<String> of(FeatureResults results) {
        int widest = results.layers().stream()
                .mapToInt(layer -> layer.name().length())
                .max()
                .orElse(0);
        String row = "%-" + Math.max(widest, HEAD.length()) + "s  %5s %5s  %11s %11s  %-10s  %-16s %s";
        Lines lines = new Lines();
        lines.add(row, HEAD, "i", "j", "correlation", "where it is", "shift of i", "nearest map", "alike");
        results.layers().forEach(layer -> add(lines, row, layer));
        lines.add(
                "%s, %s; correlation of map j with map i after its best shift of up to %d (down, right), and where it is",
                results.picture(), results.region(), results.offset());
        lines.add(
                "nearest map: mean correlation of a map with the one that is most alike, where it is and shifted; alike: maps for which that is %.1f or more; idle: maps that are nearly constant",
                results.alikeFrom());
        results.notes().forEach(note -> lines.add("%s", note));
        return lines.all();
    }

    private static void add(Lines lines, String row, Layer layer) {
        String name = layer.name();
        String nearest = decimal(layer.partner().still()) + " -> "
                + decimal(layer.partner().shifted());
        String alike = alike(layer);
        if (layer.pairs().isEmpty()) {
            lines.add(row, name, "–", "–", "–", "–", "–", nearest, alike);
        }
        for (Pair pair : layer.pairs()) {
            lines.add(
                    row,
                    name,
                    pair.first(),
                    pair.second(),
                    decimal(pair.correlation()),
                    decimal(pair.still()),
                    pair.shift(),
                    nearest,
                    alike);
            name = "";
            nearest = "";
            alike = "";
        }
    }

    private static String alike(Layer layer) {
        String idle = layer.idle() == 0 ? "" : ", " + layer.idle() + " idle";
        return layer.alike().still() + " -> " + layer.alike().shifted() + " of " + layer.channels() + idle;
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
