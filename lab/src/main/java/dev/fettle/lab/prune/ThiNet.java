package dev.fettle.lab.prune;

import dev.fettle.image.Image;
import dev.fettle.lab.fit.NormalEquations;
import dev.fettle.network.Channels.Reader;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// ThiNet: channels go one after the other, each time the one without which the readers' results change least;
/// what stays is scaled, channel by channel, by least squares. Luo, Wu, Lin, *ThiNet: A Filter Level Pruning
/// Method for Deep Neural Network Compression*, ICCV 2017, sec. 3.2, algorithm 1 and eq. 7. Each sample is one
/// filter's result at one position.
///
/// @param patches of photographs
/// @param positions of each patch
/// @param released whether the readers' biases count as something to be explained, and are added once more, and
/// whether magnitudes are added up in place of squares: what the release of DRC does, for comparison
public record ThiNet(int patches, int positions, boolean released) implements Strategy {
    public static final ThiNet DEFAULTS = new ThiNet(64, 50, false);

    private static final int SIDE = 48;
    private static final double RIDGE = 1e-6;

    public ThiNet {
        if (patches < 1 || positions < 1) {
            throw new IllegalArgumentException(
                    "patches and positions must be at least 1, got %d and %d".formatted(patches, positions));
        }
    }

    @Override
    public Choosing open(Material material) throws IOException {
        List<Image> shown = material.patches("thinet", patches, SIDE);
        long seed = material.sources().seed();
        ReaderViews views = new ReaderViews(material.model(), shown, positions, seed, released);
        return (group, width, weights) -> {
            List<Reader> readers = material.channels().readers(group);
            Samples samples = samples(views, readers, weights, new Random(seed));
            return scaled(samples, samples.withoutLeast(group.width() - width), readers, weights);
        };
    }

    /// @param contributions of each channel to each sample
    /// @param wanted what each sample is to be
    private record Samples(List<double[]> contributions, List<Double> wanted, boolean squared) {
        /// Positions of the channels that stay, ascending.
        List<Integer> withoutLeast(int going) {
            List<Integer> kept = new ArrayList<>();
            for (int channel = 0; channel < contributions.getFirst().length; channel++) {
                kept.add(channel);
            }
            double[] gone = new double[contributions.size()];
            for (int i = 0; i < going; i++) {
                int least = least(kept, gone);
                kept.removeIf(channel -> channel == least);
                for (int sample = 0; sample < gone.length; sample++) {
                    gone[sample] += contributions.get(sample)[least];
                }
            }
            return kept;
        }

        private int least(List<Integer> kept, double[] gone) {
            int best = kept.getFirst();
            double least = Double.POSITIVE_INFINITY;
            for (int channel : kept) {
                double sum = 0;
                for (int sample = 0; sample < gone.length; sample++) {
                    double change = gone[sample] + contributions.get(sample)[channel];
                    sum += squared ? change * change : Math.abs(change);
                }
                if (sum < least) {
                    least = sum;
                    best = channel;
                }
            }
            return best;
        }
    }

    private Samples samples(ReaderViews views, List<Reader> readers, Weights weights, Random random) {
        List<ReadingFilters> filters = readers.stream()
                .map(reader -> new ReadingFilters(reader, weights))
                .toList();
        Samples samples = new Samples(new ArrayList<>(), new ArrayList<>(), !released);
        views.show(readers, weights, view -> {
            ReadingFilters reading = filters.get(view.reader());
            for (int position = 0; position < view.made().length; position++) {
                int filter = random.nextInt(reading.count());
                double[] inputs = view.seen().get(reading.group(filter))[position];
                samples.contributions.add(reading.contributions(filter, inputs));
                samples.wanted.add(view.made()[position][filter] - reading.others(filter, inputs));
            }
        });
        return samples;
    }

    private static Choosing.Choice scaled(Samples samples, List<Integer> kept, List<Reader> readers, Weights weights) {
        NormalEquations equations = new NormalEquations(kept.size(), 1);
        double[][] inputs = new double[samples.wanted.size()][kept.size()];
        double[][] wanted = new double[inputs.length][1];
        for (int sample = 0; sample < inputs.length; sample++) {
            wanted[sample][0] = samples.wanted.get(sample);
            for (int i = 0; i < kept.size(); i++) {
                inputs[sample][i] = samples.contributions.get(sample)[kept.get(i)];
            }
        }
        equations.add(inputs, wanted);
        double[][] ones = {kept.stream().mapToDouble(_ -> 1).toArray()};
        double[][] factors = equations.solve(ones, RIDGE);
        Map<String, ReadingFilters> layers = new LinkedHashMap<>();
        readers.forEach(reader -> layers.computeIfAbsent(reader.parameter(), _ -> new ReadingFilters(reader, weights)));
        Map<String, Values> changed = new LinkedHashMap<>();
        layers.values().forEach(reading -> {
            for (int i = 0; i < kept.size(); i++) {
                reading.scale(kept.get(i), factors[0][i]);
            }
            reading.silence(kept);
            reading.addTo(changed);
        });
        double energy = equations.energy();
        return new Choosing.Choice(kept, energy > 0 ? 1 - equations.error(factors) / energy : 1, changed);
    }
}
