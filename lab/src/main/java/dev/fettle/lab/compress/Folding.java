package dev.fettle.lab.compress;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.fettle.lab.Watcher;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.PlainFilters;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.convolution.Convolution;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Plain;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelFile;
import dev.fettle.network.model.Precision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import tools.jackson.databind.node.ObjectNode;

/// The same network in a smaller file. Where layers trained as sums of branches
/// ({@link Convolution#isPlainInUse}) the sums take their place, which is the same in use to the last
/// rounding, so that card and scores stay. Weights may be kept in fewer bits besides; where that
/// changes any, the scores are those of another model and are left out.
///
/// @param precision of the weights; empty for 32 bits and a network that must have branches
public record Folding(Optional<Precision> precision) implements Compression {
    private static final String CONVOLUTION = "convolution";

    /// What came of it.
    ///
    /// @param weights how they are kept
    /// @param folded whether there were branches to add up
    /// @param largestChange of a weight by rounding
    public record Result(@JsonIgnore ModelFile model, Precision weights, boolean folded, double largestChange)
            implements Compression.Result {
        private static Result of(ModelFile exact, ModelFile kept, boolean folded) {
            double change = largestChange(exact.weights(), kept.weights());
            ModelCard card = kept.card();
            ModelFile model = change == 0
                    ? kept
                    : kept.withCard(new ModelCard(card.name(), card.usage(), card.training(), List.of()));
            return new Result(model, kept.precision(), folded, change);
        }

        private static double largestChange(Weights exact, Weights kept) {
            double largest = 0;
            for (String name : exact.byName().keySet()) {
                float[] before = exact.get(name).array();
                float[] after = kept.get(name).array();
                for (int i = 0; i < before.length; i++) {
                    largest = Math.max(largest, Math.abs((double) after[i] - before[i]));
                }
            }
            return largest;
        }

        @Override
        public List<String> lines() {
            List<String> lines = new ArrayList<>();
            if (folded) {
                lines.add("branches added up: the network computes the same");
            }
            if (largestChange > 0) {
                lines.add(String.format(
                        Locale.ROOT,
                        "weights kept as %s: none changes by more than %.2g; the scores are left out, measure them anew",
                        weights,
                        largestChange));
            } else {
                lines.add("weights kept as %s: none changes".formatted(weights));
            }
            return lines;
        }
    }

    /// Whether a network has branches to add up.
    public static boolean fits(Architecture architecture) {
        ObjectNode settings = Architectures.write(architecture);
        if (!settings.has(CONVOLUTION)) {
            return false;
        }
        Convolution convolution = Convolutions.ALL.read(CONVOLUTION, settings.get(CONVOLUTION));
        return convolution.isPlainInUse() && !(convolution instanceof Plain);
    }

    @Override
    public Result of(ModelFile trained, Watcher watcher) {
        boolean folds = precision.isEmpty() || fits(trained.architecture());
        ModelFile exact = folds ? folded(trained) : trained;
        return Result.of(exact, exact.kept(precision.orElse(Precision.SINGLE)), folds);
    }

    /// @throws IllegalArgumentException if there is nothing to add up
    public static ModelFile folded(ModelFile trained) {
        if (!fits(trained.architecture())) {
            throw new IllegalArgumentException(
                    "no layer of the network is a sum of branches (convolution: ecb or conv3xc); nothing to fold, and --weights fp16 alone makes the file smaller");
        }
        ObjectNode settings = Architectures.write(trained.architecture());
        settings.set(CONVOLUTION, Convolutions.ALL.write(Convolutions.PLAIN));
        Architecture plain = Architectures.read(settings);
        Weights sums = PlainFilters.of(trained.network()).weights();
        SequencedMap<String, Values> stored = new LinkedHashMap<>();
        for (Parameter parameter : plain.graph().parameters()) {
            stored.put(parameter.name(), sums.get(parameter.name()));
        }
        return new ModelFile(plain, Weights.of(stored), trained.card());
    }
}
