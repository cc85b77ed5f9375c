package dev.fettle.lab.compress;

import dev.fettle.network.Cost;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import java.util.List;

/// About how long fitting each of a network's layers takes, in multiply-adds of the network: it runs from its beginning
/// for each layer, dense and smaller, and then a regression is solved.
final class FitWork {
    /// Of a regression, in double precision and out of memory.
    private static final int MACS_FOR_A_PRODUCT = 10;

    private final double[] upTo; // by the node's index

    /// @param pixels that the network sees of all patches
    FitWork(Graph dense, long pixels) {
        upTo = new double[dense.nodes().size()];
        Cost cost = Cost.ofAllResults(dense, GraphBuilder.PROBE, GraphBuilder.PROBE);
        double perPixel = (double) pixels / GraphBuilder.PROBE / GraphBuilder.PROBE;
        int next = 0;
        double macs = 0;
        for (Node node : dense.nodes()) {
            if (dense.dependsOnInput()[node.index()]) {
                macs += cost.perNode().get(next++).macs() * perPixel;
            }
            upTo[node.index()] = macs;
        }
    }

    /// Of a layer, for some of its uses.
    double of(List<LayerSamples.Both> uses, Regression regression) {
        int last = uses.getLast().before().convolution().index();
        return 2 * upTo[last] + MACS_FOR_A_PRODUCT * regression.products();
    }

    /// @param unknowns of each filter
    record Regression(int groups, long samples, int unknowns) {
        private double products() {
            return groups * (double) samples * unknowns * unknowns / 2;
        }
    }
}
