package dev.fettle.train;

import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.train.data.LabelledPictures;
import dev.fettle.train.measure.Measure;
import dev.fettle.train.measure.Measured;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Measures a network that sorts pictures: the mean over all of them.
///
/// @param pictures as the network is given them
record ClassValidator(LabelledPictures pictures, Measure measure) implements Validator {
    private static final int WITHOUT_BORDER = 0;

    @Override
    public Optional<Measured> measure(Network network, BooleanSupplier isCancelled) {
        double sum = 0;
        for (int i = 0; i < pictures.size(); i++) {
            if (isCancelled.getAsBoolean()) {
                return Optional.empty();
            }
            Values scores = network.apply(pictures.picture(i).image(), 1);
            sum += measure.of(right(pictures.label(i)), scores, WITHOUT_BORDER);
        }
        return Optional.of(new Measured(measure, sum / pictures.size()));
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
