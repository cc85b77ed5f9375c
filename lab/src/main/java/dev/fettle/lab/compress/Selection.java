package dev.fettle.lab.compress;

import dev.fettle.lab.compress.GhostPlan.Family;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hipparchus.clustering.CentroidCluster;
import org.hipparchus.clustering.Clusterable;
import org.hipparchus.clustering.KMeansPlusPlusClusterer;
import org.hipparchus.clustering.MultiKMeansPlusPlusClusterer;
import org.hipparchus.clustering.distance.EuclideanDistance;
import org.hipparchus.random.Well19937c;

/// How the filters that stay are chosen.
public enum Selection {
    /// Of each cluster of k-means (k-means++, the best of several starts) the filter nearest to its centre: Nie et al.,
    /// TMLR 2022.
    CLUSTERS,
    /// The same of filters whose lengths are made 1, so that those of large weights are not a cluster each.
    DIRECTIONS,
    /// The first ones.
    ORDER,
    /// Any.
    RANDOM,
    /// Those whose feature maps tell most, or are most alike, on photographs.
    MAPS;

    private static final int MOST_ITERATIONS = 100;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Chooses among filters from one (inclusive) to another (exclusive).
    ///
    /// @param count of those that stay
    List<Family> families(Filters filters, int from, int to, int count, Chance chance) {
        return switch (this) {
            case CLUSTERS -> clusters(filters, from, to, count, chance);
            case DIRECTIONS -> clusters(filters.directions(), from, to, count, chance);
            case ORDER -> split(IntStream.range(from, to).boxed().toList(), count);
            case MAPS -> throw new IllegalStateException("maps are not filters");
            case RANDOM -> {
                List<Integer> shuffled =
                        new ArrayList<>(IntStream.range(from, to).boxed().toList());
                Collections.shuffle(shuffled, chance.random(from));
                yield split(
                        Stream.concat(
                                        shuffled.subList(0, count).stream().sorted(),
                                        shuffled.subList(count, shuffled.size()).stream()
                                                .sorted())
                                .toList(),
                        count);
            }
        };
    }

    /// What chance decides.
    ///
    /// @param starts of k-means, of which the best counts
    /// @param layer whose filters are chosen
    record Chance(long seed, int starts, String layer) {
        /// Of the layer and of one of its groups alone.
        Random random(int group) {
            return new Random(31 * (31 * seed + layer.hashCode()) + group);
        }
    }

    /// The first ones stay; the others belong to them in turn.
    private static List<Family> split(List<Integer> filters, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Family(
                        filters.get(i),
                        IntStream.iterate(i + count, j -> j < filters.size(), j -> j + count)
                                .mapToObj(filters::get)
                                .toList()))
                .toList();
    }

    private record Point(int filter, double[] values) implements Clusterable {
        @Override
        public double[] getPoint() {
            return values;
        }
    }

    /// Large clusters first, since the first filters have a ghost more where ghosts do not divide.
    private static List<Family> clusters(Filters filters, int from, int to, int count, Chance chance) {
        List<Point> points = IntStream.range(from, to)
                .mapToObj(i -> new Point(i, filters.rows()[i]))
                .toList();
        int distinct = distinct(points);
        if (distinct < count) {
            throw new IllegalArgumentException("%d clusters are wanted of %d filters, of which %d differ"
                    .formatted(count, points.size(), distinct));
        }
        KMeansPlusPlusClusterer<Point> once = new KMeansPlusPlusClusterer<>(
                count, MOST_ITERATIONS, new EuclideanDistance(), new Well19937c(chance.seed));
        return new MultiKMeansPlusPlusClusterer<>(once, chance.starts)
                .cluster(points).stream()
                        .map(cluster -> family(cluster))
                        .sorted(bySize())
                        .toList();
    }

    private static int distinct(List<Point> points) {
        Set<List<Double>> distinct = new HashSet<>();
        for (Point point : points) {
            distinct.add(Arrays.stream(point.values)
                    .map(value -> value + 0.0) // -0.0 is 0.0
                    .boxed()
                    .toList());
        }
        return distinct.size();
    }

    private static Comparator<Family> bySize() {
        return Comparator.comparingInt((Family family) -> -family.others().size())
                .thenComparingInt(Family::intrinsic);
    }

    private static Family family(CentroidCluster<Point> cluster) {
        double[] centre = cluster.getCenter().getPoint();
        EuclideanDistance distance = new EuclideanDistance();
        List<Integer> nearest = cluster.getPoints().stream()
                .sorted(Comparator.comparingDouble((Point point) -> distance.compute(point.values, centre))
                        .thenComparingInt(Point::filter))
                .map(Point::filter)
                .toList();
        return new Family(nearest.getFirst(), nearest.subList(1, nearest.size()));
    }
}
