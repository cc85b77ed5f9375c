package dev.fettle.lab.prune;

import dev.fettle.network.Values;
import java.util.Arrays;
import java.util.List;

/// A copy of a layer's filters, (filters, channels, K, K), by the channels that they read.
final class Slices {
    private final Values values;
    private final int filters;
    private final int channels;
    private final int area;

    Slices(Values original) {
        values = new Values(original.shape(), original.array().clone());
        filters = original.shape().dimension(0);
        channels = original.shape().dimension(1);
        area = original.array().length / filters / channels;
    }

    Values values() {
        return values;
    }

    /// Sets the slices of some channels of all filters to zero.
    void silence(List<Integer> places) {
        for (int filter = 0; filter < filters; filter++) {
            for (int channel : places) {
                int first = (filter * channels + channel) * area;
                Arrays.fill(values.array(), first, first + area, 0);
            }
        }
    }

    /// Whether the slices of some channels are zero in all filters.
    boolean isSilent(List<Integer> places) {
        for (int filter = 0; filter < filters; filter++) {
            for (int channel : places) {
                int first = (filter * channels + channel) * area;
                for (int i = first; i < first + area; i++) {
                    if (values.array()[i] != 0) {
                        return false;
                    }
                }
            }
        }
        return true;
    }
}
