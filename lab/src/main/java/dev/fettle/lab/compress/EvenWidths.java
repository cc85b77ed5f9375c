package dev.fettle.lab.compress;

import dev.fettle.network.Channels;
import dev.fettle.network.Cost;
import dev.fettle.train.torch.search.SearchSpace;
import dev.fettle.train.torch.search.SearchSpace.Searched;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// Widths without a search: of each group the same part of its channels, as many as a number of multiply-adds
/// allows.
///
/// @param channels of the whole network
/// @param space groups that are cut
record EvenWidths(Channels channels, SearchSpace space) {
    private static final int HALVINGS = 12; // to a channel of 4096

    /// @param macs per output pixel that are not exceeded; those of one channel in each group are, if need
    /// be
    SequencedMap<String, Integer> within(double macs) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (macs(of(middle, 0)) <= macs) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return of(low, more(low, macs));
    }

    /// How many groups there is room for to have a channel more.
    private int more(double part, double macs) {
        int fits = 0;
        int doesNot = space.searched().size() + 1;
        while (doesNot - fits > 1) {
            int middle = (fits + doesNot) / 2;
            if (macs(of(part, middle)) <= macs) {
                fits = middle;
            } else {
                doesNot = middle;
            }
        }
        return fits;
    }

    /// @param more groups, the first in the network, that have a channel more
    private SequencedMap<String, Integer> of(double part, int more) {
        SequencedMap<String, Integer> widths = new LinkedHashMap<>();
        for (Searched each : space.searched()) {
            int width = (int) (part * each.width()) + (widths.size() < more ? 1 : 0);
            widths.put(each.name(), Math.clamp(width, 1, each.width()));
        }
        return widths;
    }

    private double macs(Map<String, Integer> widths) {
        return Cost.macsPerOutputPixel(channels.narrowed(widths));
    }
}
