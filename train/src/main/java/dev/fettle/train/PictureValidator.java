package dev.fettle.train;

import dev.fettle.image.Image;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.train.data.Example;
import dev.fettle.train.measure.Measure;
import dev.fettle.train.measure.Measured;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/// Measures a network that restores: the mean over examples, of several scales the mean of these.
record PictureValidator(List<AtScale> sets, Measure measure) implements Validator {
    PictureValidator {
        sets = List.copyOf(sets);
    }

    /// The examples of one scale.
    record AtScale(int scale, List<Example> examples) {
        AtScale {
            examples = List.copyOf(examples);
        }

        /// Pixels that are ignored on every side.
        int border() {
            return scale == 1 ? 0 : scale;
        }
    }

    @Override
    public Optional<Measured> measure(Network network, BooleanSupplier isCancelled) {
        SequencedMap<Integer, Double> means = new LinkedHashMap<>();
        for (AtScale set : sets) {
            DoubleStream.Builder values = DoubleStream.builder();
            for (Example example : set.examples) {
                if (isCancelled.getAsBoolean()) {
                    return Optional.empty();
                }
                values.add(value(example, network.apply(List.of(example.input()), set.scale), set.border()));
            }
            means.put(set.scale, mean(values.build()));
        }
        return Optional.of(Measured.of(measure, means));
    }

    /// What the same pictures have without a network: enlarged by MATLAB's bicubic, or as they come where
    /// the network keeps the size.
    @Override
    public Measured baseline() {
        SequencedMap<Integer, Double> means = new LinkedHashMap<>();
        for (AtScale set : sets) {
            ToDoubleFunction<Example> plain = example -> value(example, values(plain(example)), set.border());
            means.put(set.scale, mean(set.examples.stream().mapToDouble(plain)));
        }
        return Measured.of(measure, means);
    }

    private static double mean(DoubleStream values) {
        return values.average().orElse(Double.NaN);
    }

    private double value(Example example, Values result, int border) {
        return measure.of(values(example.target()), result, border);
    }

    private static Image plain(Example example) {
        int scale = example.target().width() / example.input().width(); // 1 for networks that are fed enlarged
        return scale == 1 ? example.input() : Bicubic.enlarge(example.input(), scale, Flavour.MIRROR_8BIT);
    }

    private static Values values(Image picture) {
        Values values = Values.zeros(Shape.of(1, picture.channels(), picture.height(), picture.width()));
        int pixels = picture.width() * picture.height();
        for (int i = 0; i < picture.channels(); i++) {
            System.arraycopy(picture.plane(i), 0, values.array(), i * pixels, pixels);
        }
        return values;
    }
}
