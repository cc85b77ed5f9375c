package dev.fettle.lab.kernel;

import dev.fettle.image.HighFrequency;
import dev.fettle.image.Image;
import dev.fettle.image.LumaChroma;
import dev.fettle.image.Plane;
import dev.fettle.lab.report.Association;
import dev.fettle.lab.report.KernelResults;
import dev.fettle.lab.report.KernelResults.Cardinal;
import dev.fettle.lab.report.KernelResults.Control;
import dev.fettle.lab.report.KernelResults.Layer;
import dev.fettle.lab.report.KernelResults.Moving;
import dev.fettle.lab.report.KernelResults.Strongest;
import dev.fettle.lab.report.KernelResults.Trend;
import dev.fettle.network.MixedKernels.Choice;
import dev.fettle.runtime.KernelMap;
import dev.fettle.runtime.KernelMap.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a network chose over a picture, set beside how much fine detail there is.
///
/// @param map the choices
/// @param energies of its windows, see {@link KernelResults}
record KernelMeasurement(KernelMap map, double[] energies) {
    private static final double WHITE = 255;
    private static final double ROUNDING = 1 / 12.0; // variance of what rounding to whole numbers adds
    private static final int FEWEST_LAYERS = 3;

    static KernelMeasurement of(KernelMap map) {
        Plane energy = HighFrequency.energy(luma(map.seen()));
        double[] energies = map.windows().stream()
                .mapToDouble(window -> Math.log10(mean(energy, window) + ROUNDING))
                .toArray();
        return new KernelMeasurement(map, energies);
    }

    private static double mean(Plane energy, Window window) {
        return HighFrequency.mean(energy, window.left(), window.top(), window.width(), window.height());
    }

    /// 0..255
    private static Plane luma(Image seen) {
        float[][] planes = new float[seen.channels()][];
        Arrays.setAll(planes, seen::plane);
        float[] gray = planes.length == 1 ? planes[0] : LumaChroma.gray(planes);
        double[] samples = new double[gray.length];
        Arrays.setAll(samples, i -> WHITE * gray[i]);
        return Plane.of(seen.width(), seen.height(), samples);
    }

    /// @param picture the file's name
    /// @param untrained the same network before any training
    /// @param remarks that stand before all others
    KernelResults results(String model, String picture, KernelMeasurement untrained, List<String> remarks) {
        List<Layer> layers = layers();
        List<String> notes = new ArrayList<>(remarks);
        notes.addAll(notes(layers));
        return new KernelResults(
                "kernels",
                model,
                picture,
                map.seen().width(),
                map.seen().height(),
                map.columns(),
                map.rows(),
                map.windows().getFirst().width(),
                map.disjoint(),
                Arrays.stream(energies).boxed().toList(),
                layers,
                untrained.layers().stream().map(Control::of).toList(),
                trend(layers),
                notes);
    }

    private List<Layer> layers() {
        return map.choices().stream().map(this::layer).toList();
    }

    private List<String> notes(List<Layer> layers) {
        List<String> notes = new ArrayList<>();
        long steady = layers.stream().filter(Layer::hasNoChoice).count();
        if (steady == layers.size()) {
            double most = layers.stream().mapToDouble(Layer::variation).max().orElse(0);
            notes.add(
                    "This network does not choose: every layer mixes the same kernel in all windows (its weights vary by %.4f at most). There is nothing to correlate."
                            .formatted(most));
        } else if (steady > 0) {
            notes.add("%d of %d layers mix the same kernel in all windows; they have no correlation."
                    .formatted(steady, layers.size()));
        }
        int windows = map.windows().size();
        if (windows > map.disjoint()) {
            notes.add(
                    "Windows overlap: of the %d only %d find room side by side, so numbers are less certain than %d independent windows would make them."
                            .formatted(windows, map.disjoint(), windows));
        }
        return notes;
    }

    private Layer layer(Choice choice) {
        List<Cardinal> parts = IntStream.range(0, choice.cardinals())
                .mapToObj(cardinal -> cardinal(choice, cardinal))
                .toList();
        return new Layer(
                String.join(" + ", choice.layers()),
                choice.groups(),
                choice.cardinals(),
                (int) parts.stream().filter(Cardinal::steady).count(),
                mean(parts.stream(), Cardinal::entropy),
                mean(parts.stream().flatMap(part -> part.largest().stream()), share -> share),
                mean(parts.stream(), Cardinal::variation),
                mean(parts, Cardinal::chosenRatio),
                mean(parts, Cardinal::weightsDetermination),
                strongest(parts.stream().flatMap(part -> part.strongest().stream())),
                parts);
    }

    private static <T> double mean(Stream<T> of, ToDoubleFunction<T> number) {
        return of.mapToDouble(number).average().orElse(0);
    }

    private static Optional<Double> mean(List<Cardinal> parts, Function<Cardinal, Optional<Double>> number) {
        List<Double> known =
                parts.stream().map(number).flatMap(Optional::stream).toList();
        return known.isEmpty() ? Optional.empty() : Optional.of(mean(known.stream(), value -> value));
    }

    private static Optional<Strongest> strongest(Stream<Strongest> all) {
        return all.max(Comparator.comparingDouble(one -> Math.abs(one.correlation())));
    }

    private Cardinal cardinal(Choice choice, int cardinal) {
        double[][] shares = shares(choice, cardinal);
        int[] chosen = IntStream.range(0, energies.length)
                .map(window -> chosen(shares, window))
                .toArray();
        double variation = variation(shares);
        boolean isSteady = variation < KernelResults.STEADY_BELOW;
        List<double[]> predictors = List.of(shares);
        return new Cardinal(
                isSteady,
                entropy(shares),
                variation,
                isSteady ? Optional.empty() : Association.correlationRatio(chosen, energies),
                isSteady ? Optional.empty() : Association.multipleCorrelation(predictors, energies),
                isSteady ? Optional.empty() : strongest(correlations(shares, cardinal)),
                IntStream.range(0, shares.length)
                        .map(group -> (int) Arrays.stream(chosen)
                                .filter(one -> one == group)
                                .count())
                        .boxed()
                        .toList(),
                predictors.stream()
                        .map(share -> Arrays.stream(share).average().orElseThrow())
                        .toList(),
                Arrays.stream(chosen).boxed().toList(),
                IntStream.range(0, energies.length)
                        .mapToObj(window -> largest(shares, window))
                        .toList(),
                moving(shares));
    }

    private Stream<Strongest> correlations(double[][] shares, int cardinal) {
        return IntStream.range(0, shares.length)
                .boxed()
                .flatMap(group -> Association.pearson(shares[group], energies)
                        .map(correlation -> new Strongest(cardinal + 1, group + 1, correlation))
                        .stream());
    }

    /// |β| / Σ|β|, group by group, window by window; all equal where there are only zeros.
    private double[][] shares(Choice choice, int cardinal) {
        double[][] shares = new double[choice.groups()][energies.length];
        for (int window = 0; window < energies.length; window++) {
            double sum = 0;
            for (int group = 0; group < shares.length; group++) {
                shares[group][window] = Math.abs(map.coefficient(window, choice, group, cardinal));
                sum += shares[group][window];
            }
            for (double[] share : shares) {
                share[window] = sum > 0 ? share[window] / sum : 1.0 / shares.length;
            }
        }
        return shares;
    }

    private static double largest(double[][] shares, int window) {
        return Arrays.stream(shares).mapToDouble(share -> share[window]).max().orElseThrow();
    }

    private static int chosen(double[][] shares, int window) {
        int best = 0;
        double next = 0;
        for (int group = 1; group < shares.length; group++) {
            if (shares[group][window] > shares[best][window]) {
                next = shares[best][window];
                best = group;
            } else {
                next = Math.max(next, shares[group][window]);
            }
        }
        return shares[best][window] - next < KernelResults.OPEN_BELOW ? KernelResults.OPEN : best;
    }

    private static double entropy(double[][] shares) {
        double sum = 0;
        for (double[] share : shares) {
            for (double part : share) {
                sum -= part > 0 ? part * Math.log(part) : 0;
            }
        }
        return sum / shares[0].length / Math.log(shares.length);
    }

    private static double variation(double[][] shares) {
        return Math.sqrt(
                Arrays.stream(shares).mapToDouble(KernelMeasurement::variance).sum());
    }

    private static double variance(double[] share) {
        double mean = Arrays.stream(share).average().orElseThrow();
        return Arrays.stream(share)
                .map(part -> (part - mean) * (part - mean))
                .average()
                .orElseThrow();
    }

    private static Moving moving(double[][] shares) {
        int most = 0;
        for (int group = 1; group < shares.length; group++) {
            most = variance(shares[group]) > variance(shares[most]) ? group : most;
        }
        return new Moving(most + 1, Arrays.stream(shares[most]).boxed().toList());
    }

    private static Trend trend(List<Layer> layers) {
        return new Trend(
                trend(layers, Layer::chosenRatio),
                trend(layers, Layer::weightsDetermination),
                trend(layers, layer -> Optional.of(layer.entropy())));
    }

    private static Optional<Double> trend(List<Layer> layers, Function<Layer, Optional<Double>> number) {
        int[] known = IntStream.range(0, layers.size())
                .filter(i -> number.apply(layers.get(i)).isPresent())
                .toArray();
        if (known.length < FEWEST_LAYERS) {
            return Optional.empty();
        }
        double[] places = Arrays.stream(known).asDoubleStream().toArray();
        double[] numbers = Arrays.stream(known)
                .mapToDouble(i -> number.apply(layers.get(i)).orElseThrow())
                .toArray();
        return Association.spearman(places, numbers);
    }
}
