package dev.fettle.lab.prune;

import dev.fettle.network.FilterNorms;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The channels of the largest filters stay: L1-norm filter pruning. Li, Kadav, Durdanovic, Samet, Graf:
/// *Pruning Filters for Efficient ConvNets*, ICLR 2017, sec. 3.1. Channels that can only go together have the
/// sum of all their filters' norms.
///
/// @param fit whether the filters that read what stays are fitted by least squares, as {@link ChannelLasso} does;
/// ours
public record Magnitude(boolean fit) implements Strategy {
    public static final Magnitude DEFAULTS = new Magnitude(false);

    @Override
    public boolean looksAtPhotographs() {
        return fit;
    }

    @Override
    public Choosing open(Material material) throws IOException {
        return fit ? Fitted.of(DEFAULTS, "magnitude", material) : choosing(material);
    }

    private static Choosing choosing(Material material) {
        FilterNorms norms = FilterNorms.of(material.channels(), material.model().weights());
        return (group, width, _) -> choice(norms.of(group), width);
    }

    private static Choosing.Choice choice(List<Double> norms, int width) {
        List<Integer> kept = largest(norms, width);
        double all = norms.stream().mapToDouble(norm -> norm).sum();
        double part = all == 0 ? 1 : kept.stream().mapToDouble(norms::get).sum() / all;
        return Choosing.Choice.of(kept, part);
    }

    /// Positions of the largest, ascending; of equal ones the first.
    static List<Integer> largest(List<Double> values, int count) {
        return IntStream.range(0, values.size())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -values.get(i)))
                .limit(count)
                .sorted()
                .toList();
    }
}
