package dev.fettle.lab.compress;

import dev.fettle.network.Channels;
import dev.fettle.network.Cost;
import dev.fettle.train.torch.search.SearchSpace;
import dev.fettle.train.torch.search.SearchSpace.Searched;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// Widths without a search: of each group the same part of its channels, as many as a number of multiply-adds allows.
///
/// @param channels of the whole network
/// @param space groups that are cut
record EvenWidths(Channels channels, SearchSpace space) {
    private static final int HALVINGS = 20; // far finer than a channel of 4096

    /// @param macs per output pixel that are not exceeded; those of one channel in each group are, if need be
    SequencedMap<String, Integer> within(double macs) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (macs(of(middle)) <= macs) {
                low = middle;
            } else {
                high = middle;
            }
        }
        SequencedMap<String, Integer> widths = of(low);
        for (Searched each : space.searched()) { // room for some more: the first in the network get them
            SequencedMap<String, Integer> wider = new LinkedHashMap<>(widths);
            wider.computeIfPresent(each.name(), (_, width) -> Math.min(width + 1, each.width()));
            if (macs(wider) <= macs) {
                widths = wider;
            }
        }
        return widths;
    }

    private SequencedMap<String, Integer> of(double part) {
        SequencedMap<String, Integer> widths = new LinkedHashMap<>();
        space.searched().forEach(each -> widths.put(each.name(), Math.max(1, (int) (part * each.width()))));
        return widths;
    }

    private double macs(Map<String, Integer> widths) {
        return Cost.macsPerOutputPixel(channels.narrowed(widths));
    }
}
