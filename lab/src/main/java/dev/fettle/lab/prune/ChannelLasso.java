package dev.fettle.lab.prune;

import dev.fettle.image.Image;
import dev.fettle.lab.fit.Lasso;
import dev.fettle.network.Channels.Reader;
import dev.fettle.network.Weights;
import java.io.IOException;
import java.util.List;

/// CP: the channels stay whose contributions a lasso keeps, and the filters that read them are fitted anew to
/// what they made, by least squares. He, Zhang, Sun, *Channel Pruning for Accelerating Very Deep Neural
/// Networks*, ICCV 2017, sec. 3.1. The penalty is found by halving.
///
/// @param patches of photographs
/// @param positions of each patch; more where filters have more unknowns
/// @param released whether the readers' biases count as something to be explained, and are added once more: an
/// error of the release of DRC, for comparison. He et al. take them off first
public record ChannelLasso(int patches, int positions, boolean released) implements Strategy {
    public static final ChannelLasso DEFAULTS = new ChannelLasso(64, 10, false);

    private static final int SIDE = 48;

    public ChannelLasso {
        if (patches < 1 || positions < 1) {
            throw new IllegalArgumentException(
                    "patches and positions must be at least 1, got %d and %d".formatted(patches, positions));
        }
    }

    @Override
    public Choosing open(Material material) throws IOException {
        List<Image> shown = material.patches("cp", patches, SIDE);
        return (group, width, weights) -> {
            List<Reader> readers = material.channels().readers(group);
            ReaderViews views = new ReaderViews(
                    material.model(),
                    shown,
                    Math.max(positions, RefittedFilters.positions(readers, weights, width, patches)),
                    material.sources().seed(),
                    released);
            return chosen(views, readers, width, weights);
        };
    }

    private static Choosing.Choice chosen(ReaderViews views, List<Reader> readers, int width, Weights weights) {
        List<ReadingFilters> filters = readers.stream()
                .map(reader -> new ReadingFilters(reader, weights))
                .toList();
        List<Integer> kept = lasso(views, readers, filters, weights).strongest(width);
        return RefittedFilters.of(views, readers, kept, weights);
    }

    private static Lasso lasso(ReaderViews views, List<Reader> readers, List<ReadingFilters> filters, Weights weights) {
        int channels = readers.getFirst().slices().size();
        double[][] products = new double[channels][channels];
        double[] moments = new double[channels];
        views.show(readers, weights, view -> {
            ReadingFilters reading = filters.get(view.reader());
            for (int position = 0; position < view.made().length; position++) {
                for (int filter = 0; filter < reading.count(); filter++) {
                    double[] inputs = view.seen().get(reading.group(filter))[position];
                    double[] each = reading.contributions(filter, inputs);
                    double wanted = view.made()[position][filter] - reading.others(filter, inputs);
                    add(each, wanted, products, moments);
                }
            }
        });
        return new Lasso(products, moments);
    }

    private static void add(double[] each, double wanted, double[][] products, double[] moments) {
        for (int i = 0; i < each.length; i++) {
            moments[i] += each[i] * wanted;
            for (int j = 0; j < each.length; j++) {
                products[i][j] += each[i] * each[j];
            }
        }
    }
}
