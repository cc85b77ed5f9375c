package dev.fettle.runtime.engine;

import dev.fettle.network.Border;
import dev.fettle.network.Graph;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.PRelu;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// By how many rows the first squares of a convolution begin above the first row that is computed.
///
/// A band of 6 rows of a 3×3 convolution reads one row more than a band of its input brings, and would wait for the
/// next one. If its squares begin a row above those of its input, modulo their side, every band follows at once, and
/// maps keep half as many rows: the bundled deblock takes 36 instead of 46 MB for 1280×720.
///
/// Only where edges are repeated. With zeros every layer would begin above the picture and often take a band more,
/// 31 instead of 30 for the 180 rows that papers measure; with repeated edges, half of the layers lead by nothing.
final class Leads {
    private final Map<Stage, Integer> leads = new HashMap<>();

    /// Of each node, the row behind a band of what is made; modulo the side of squares that read it.
    private final int[] bandEnds;

    private Leads(Graph graph) {
        bandEnds = new int[graph.nodes().size()];
    }

    static Leads of(Graph graph, List<Stage> stages, Map<Stage, Convolution> convolutions, Extents extents) {
        Leads leads = new Leads(graph);
        for (Stage stage : stages) {
            Convolution convolution = convolutions.get(stage);
            if (convolution == null) {
                leads.keep(stage);
            } else if (extents.border(stage.result()) == Border.REPEAT) {
                leads.add(stage, convolution, extents.of(stage));
            }
        }
        return leads;
    }

    /// What works row by row follows its last input.
    private void keep(Stage stage) {
        keep(stage.node());
        keep(stage.result());
    }

    private void keep(Node node) {
        Node last = node.operation() instanceof PRelu rectifier
                ? rectifier.map(node)
                : node.inputs().getLast();
        bandEnds[node.index()] = bandEnds[last.index()];
    }

    private void add(Stage stage, Convolution convolution, int extent) {
        int input = bandEnds[stage.convolved().index()];
        int wanted = input - convolution.geometry().convolve().padding();
        int grid = convolution.kernel().grid();
        leads.put(stage, Math.floorMod(-extent - wanted, grid));
        bandEnds[stage.result().index()] = wanted * stage.epilogue().shuffle();
    }

    /// Less than the side of a square; 0 for what is not computed in squares.
    int of(Stage stage) {
        return leads.getOrDefault(stage, 0);
    }
}
