package dev.fettle.runtime.engine;

import java.util.ArrayList;
import java.util.List;

/// How a Winograd kernel takes a layer's filters: panels of a few vectors, each with the channels that it reads, side
/// by side in the groups that are transformed back together.
///
/// A convolution in groups is one of many small layers. Neighbours whose filters fit into one vector are multiplied
/// together, with weights of zero between them: a vector takes as long half empty as full. Where they fill it and there
/// is a loop for it, their channels are dealt out to lanes, and there are no such zeros
/// ({@link Lanes#accumulateGroups}).
///
/// @param groups the panels of each group of filters
/// @param weights floats of all panels, for all points
record Panels(List<List<Panel>> groups, int weights) {
    /// Where channels are few, panels are no wider than the layers of the network's body need: they take as long, and
    /// the first picture of a process waits for one loop less (1.9 → 1.6 s for sr-x2 on two threads, Zen 4).
    private static final int MANY_CHANNELS = 64;

    private static final int NARROW = 2;

    /// Vectors of all channels or filters of a layer with which a patch has tiles enough.
    private static final int FEW_VECTORS = 4;

    /// Filters that are multiplied at once.
    ///
    /// @param first place of its first filter
    /// @param filters the rest of the vectors is zero
    /// @param firstChannel that they read
    /// @param weights where those of the first point begin, (channel, filter)
    /// @param pointStep floats from the weights of a point to those of the next
    /// @param dealt channels of a group, where those of the panel are dealt out to lanes; else 0
    record Panel(
            int first,
            int filters,
            int vectors,
            int firstChannel,
            int channels,
            int weights,
            int pointStep,
            int dealt) {
        /// Where the weight of a filter for one of its channels lies, for the first point. Of groups that
        /// are dealt out a vector of weights is for one channel of each filter's own group; of a group that
        /// fills the vector, for two channels of half of the filters, so that what is dealt out serves
        /// twice.
        ///
        /// @param place of the filter, counted from the first
        /// @param channel counted from the first, of the filter's own group
        int position(int place, int channel, int lanes) {
            if (dealt == 0) {
                return weights + channel * vectors * lanes + place;
            }
            if (dealt < lanes) {
                return weights + channel % dealt * lanes + place;
            }
            int half = lanes / 2;
            return weights + (channel % half * 2 + place / half) * lanes + channel / half * half + place % half;
        }

        boolean isDealt() {
            return dealt > 0;
        }
    }

    /// Filters and all channels that they read.
    ///
    /// @param dealt channels of a group, where they are dealt out to lanes; else 0
    private record Bundle(int first, int filters, int firstChannel, int channels, int dealt) {
        /// Of a point.
        int weights(Lanes lanes) {
            int channelsOfFilter = dealt > 0 ? dealt : channels;
            return vectors(filters, lanes) * lanes.count() * channelsOfFilter;
        }
    }

    Panels {
        groups = groups.stream().map(List::copyOf).toList();
    }

    /// @param groupVectors vectors of filters that are transformed back together; all of them where a convolution has
    /// groups of its own
    static Panels of(Geometry geometry, Lanes lanes, int points, int groupVectors) {
        List<List<Panel>> groups = new ArrayList<>();
        int weights = 0;
        for (List<Bundle> bundles : bundles(geometry, lanes, groupVectors)) {
            int pointStep =
                    bundles.stream().mapToInt(bundle -> bundle.weights(lanes)).reduce(0, Math::addExact);
            List<Panel> panels = new ArrayList<>();
            int from = weights;
            for (Bundle bundle : bundles) {
                from = addPanels(panels, bundle, from, pointStep, lanes);
            }
            groups.add(panels);
            weights = Math.addExact(weights, Math.multiplyExact(pointStep, points));
        }
        return new Panels(groups, weights);
    }

    private static int addPanels(List<Panel> panels, Bundle bundle, int weights, int pointStep, Lanes lanes) {
        int from = weights;
        int most = mostVectors(bundle.channels, lanes) * lanes.count();
        for (int done = 0; done < bundle.filters; done += most) {
            int some = Math.min(most, bundle.filters - done);
            int vectors = vectors(some, lanes);
            int first = bundle.first + done;
            panels.add(new Panel(
                    first, some, vectors, bundle.firstChannel, bundle.channels, from, pointStep, bundle.dealt));
            from += new Bundle(first, some, bundle.firstChannel, bundle.channels, bundle.dealt).weights(lanes);
        }
        return from;
    }

    private static List<List<Bundle>> bundles(Geometry geometry, Lanes lanes, int groupVectors) {
        int groups = geometry.convolve().groups();
        if (groups > 1) {
            List<Bundle> all = bundlesOfGroups(geometry, lanes);
            return areApart(geometry, lanes) ? all.stream().map(List::of).toList() : List.of(all);
        }
        List<List<Bundle>> bundles = new ArrayList<>();
        int most = groupVectors * lanes.count();
        for (int first = 0; first < geometry.filters(); first += most) {
            int filters = Math.min(most, geometry.filters() - first);
            bundles.add(List.of(new Bundle(first, filters, 0, geometry.channels(), 0)));
        }
        return bundles;
    }

    private static List<Bundle> bundlesOfGroups(Geometry geometry, Lanes lanes) {
        int together = groupsTogether(geometry, lanes);
        List<Bundle> bundles = new ArrayList<>();
        int filters = geometry.filtersPerGroup();
        int channels = geometry.channelsPerGroup();
        int groups = geometry.convolve().groups();
        for (int group = 0; group < groups; group += together) {
            int some = Math.min(together, groups - group);
            boolean isDealt = channels == filters && some * channels == lanes.count() && lanes.hasGroupLoop(channels);
            bundles.add(new Bundle(
                    group * filters, some * filters, group * channels, some * channels, isDealt ? channels : 0));
        }
        return bundles;
    }

    /// Neighbouring groups that are multiplied together.
    static int groupsTogether(Geometry geometry, Lanes lanes) {
        return Math.clamp(
                lanes.count() / geometry.filtersPerGroup(),
                1,
                geometry.convolve().groups());
    }

    /// Whether groups are layers of their own, transformed, multiplied and transformed back one after the
    /// other: they fill whole vectors, so that what is transformed for one of them is no other's. A patch
    /// then has more tiles, which share the fetching of a group's weights: two groups of 64 channels took
    /// 0.65 of the dense layer's time instead of 0.68 (Zen 5). With 64 channels in all there was no gain,
    /// nor for groups of a single vector, whose results would be written in short pieces.
    static boolean areApart(Geometry geometry, Lanes lanes) {
        int channels = geometry.channelsPerGroup();
        int filters = geometry.filtersPerGroup();
        return geometry.convolve().groups() > 1
                && channels % lanes.count() == 0
                && filters % lanes.count() == 0
                && Math.max(channels, filters) > lanes.count()
                && Math.max(geometry.channels(), geometry.filters()) > FEW_VECTORS * lanes.count();
    }

    /// Vectors of the filters of neighbouring groups that are multiplied together.
    static int vectorsTogether(Geometry geometry, Lanes lanes) {
        return vectors(groupsTogether(geometry, lanes) * geometry.filtersPerGroup(), lanes);
    }

    private static int vectors(int filters, Lanes lanes) {
        return Math.ceilDiv(filters, lanes.count());
    }

    /// The most vectors of filters in a panel.
    static int mostVectors(Geometry geometry, Lanes lanes) {
        return mostVectors(groupsTogether(geometry, lanes) * geometry.channelsPerGroup(), lanes);
    }

    private static int mostVectors(int channels, Lanes lanes) {
        return channels < MANY_CHANNELS ? Math.min(NARROW, lanes.vectors()) : lanes.vectors();
    }

    /// Vectors that hold the sums of all filters. A panel's last vector reaches over the first filters of the next
    /// one, which is computed later.
    static int sumVectors(Geometry geometry, Lanes lanes) {
        int together = groupsTogether(geometry, lanes);
        int last = (geometry.convolve().groups() - 1) / together * together * geometry.filtersPerGroup();
        return vectors(last + vectors(geometry.filters() - last, lanes) * lanes.count(), lanes);
    }
}
