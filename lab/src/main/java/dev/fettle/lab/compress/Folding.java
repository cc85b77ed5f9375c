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
import dev.fettle.network.model.ModelFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import tools.jackson.databind.node.ObjectNode;

/// A network whose layers trained as sums of branches ({@link Convolution#isPlainInUse}), with the sums in their place:
/// the same in use to the last rounding, in a smaller file. It is the same model, so that card and scores stay.
public record Folding() implements Compression {
    private static final String CONVOLUTION = "convolution";

    /// What came of it.
    public record Result(@JsonIgnore ModelFile model) implements Compression.Result {
        @Override
        public List<String> lines() {
            return List.of("branches added up: the network computes the same");
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
        return new Result(folded(trained));
    }

    /// @throws IllegalArgumentException if there is nothing to add up
    public static ModelFile folded(ModelFile trained) {
        if (!fits(trained.architecture())) {
            throw new IllegalArgumentException(
                    "no layer of the network is a sum of branches (convolution: ecb or conv3xc); nothing to fold");
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
