package dev.fettle.train;

import dev.fettle.image.Image;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.train.data.LabelledPictures;
import dev.fettle.train.measure.Measure;
import dev.fettle.train.measure.Measured;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/// Measures a network that sorts pictures: the mean over all of them.
///
/// @param pictures as the network is given them
record ClassValidator(LabelledPictures pictures, Measure measure) implements Validator {
    private static final int WITHOUT_BORDER = 0;

    /// Pictures that the network sees at a time: libtorch takes several times as long for as many small
    /// ones alone.
    private static final int TOGETHER = 50;

    @Override
    public Optional<Measured> measure(Network network, BooleanSupplier isCancelled) {
        double sum = 0;
        for (int from = 0; from < pictures.size(); from += TOGETHER) {
            if (isCancelled.getAsBoolean()) {
                return Optional.empty();
            }
            int to = Math.min(from + TOGETHER, pictures.size());
            List<Image> together = IntStream.range(from, to)
                    .mapToObj(i -> pictures.picture(i).image())
                    .toList();
            sum += sum(from, network.apply(together, 1));
        }
        return Optional.of(new Measured(measure, sum / pictures.size()));
    }

    /// @param from the first of the pictures
    /// @param scores of them, one behind the other
    private double sum(int from, Values scores) {
        int classes = pictures.classes().size();
        int count = scores.array().length / classes;
        double sum = 0;
        for (int i = 0; i < count; i++) {
            float[] ofPicture = Arrays.copyOfRange(scores.array(), i * classes, (i + 1) * classes);
            Values one = new Values(Shape.of(1, classes, 1, 1), ofPicture);
            sum += measure.of(right(pictures.label(from + i)), one, WITHOUT_BORDER);
        }
        return sum;
    }

    /// What always naming the largest class comes to.
    @Override
    public Measured baseline() {
        int[] counts = pictures.counts();
        int largest = 0;
        for (int label = 1; label < counts.length; label++) {
            largest = counts[label] > counts[largest] ? label : largest;
        }
        Values named = right(largest);
        double sum = 0;
        for (int label = 0; label < counts.length; label++) {
            sum += counts[label] * measure.of(right(label), named, WITHOUT_BORDER);
        }
        return new Measured(measure, sum / Arrays.stream(counts).sum());
    }

    /// 1 for the right class, 0 for all others.
    private Values right(int label) {
        Values values = Values.zeros(Shape.of(1, pictures.classes().size(), 1, 1));
        values.array()[label] = 1;
        return values;
    }
}
