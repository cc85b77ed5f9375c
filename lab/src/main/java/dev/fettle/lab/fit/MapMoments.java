package dev.fettle.lab.fit;

import dev.fettle.network.Offset;
import dev.fettle.runtime.InnerMaps.Maps;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Means and mean products of the channels of a feature map, where they are and shifted.
public final class MapMoments {
    private static final Offset NONE = new Offset(0, 0);

    private final int channels;
    private final Map<Offset, double[][]> products = new LinkedHashMap<>();
    private final double[] sums;
    private long samples;

    /// @param offsets that products are told for, beside none
    public MapMoments(int channels, List<Offset> offsets) {
        this.channels = channels;
        sums = new double[channels];
        products.put(NONE, new double[channels][channels]);
        offsets.forEach(offset -> products.putIfAbsent(offset, new double[channels][channels]));
    }

    /// How much memory the products take.
    ///
    /// @param offsets with that of none
    public static long bytes(int channels, int offsets) {
        return (long) Double.BYTES * channels * channels * offsets;
    }

    /// Takes in a feature map at some positions, which are farther from its edges than any offset.
    public void add(Maps maps, Positions positions) {
        double[][] here = positions.samples(maps, NONE);
        products.forEach((offset, sum) -> addProducts(here, positions.samples(maps, offset), sum));
        for (double[] sample : here) {
            for (int c = 0; c < channels; c++) {
                sums[c] += sample[c];
            }
        }
        samples += here.length;
    }

    private static void addProducts(double[][] a, double[][] b, double[][] sum) {
        int whole = a.length / Products.TOGETHER * Products.TOGETHER;
        for (int first = 0; first < whole; first += Products.TOGETHER) {
            Products.add(a, b, first, sum);
        }
        for (int i = whole; i < a.length; i++) {
            Products.addOne(a[i], b[i], sum);
        }
    }

    public int channels() {
        return channels;
    }

    /// The mean of channel k times channel l shifted back by an offset: 1 / n · Σ k(q) · l(q + offset).
    public double product(int k, int l, Offset offset) {
        return Objects.requireNonNull(products.get(offset))[k][l] / samples;
    }

    /// The same of what is above the means.
    public double covariance(int k, int l, Offset offset) {
        return product(k, l, offset) - sums[k] / samples * (sums[l] / samples);
    }
}
