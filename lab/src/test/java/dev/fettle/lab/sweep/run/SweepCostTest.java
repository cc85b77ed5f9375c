package dev.fettle.lab.sweep.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.lab.sweep.Variant;
import dev.fettle.network.Cost;
import dev.fettle.network.LearntGroups;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelFile;
import dev.fettle.train.experiment.Experiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepCostTest {
    @TempDir
    Path folder;

    /// Gates that are all open take nothing away but themselves: beside what the network is described with,
    /// trained ones cost the same, for all scales as for one.
    @Test
    void openGatesLeaveTheParametersOfAllScales() throws IOException {
        for (String scales : List.of("[2]", "[2, 3, 4]")) {
            Variant variant = variant(scales);
            SeededRun run = SeededRun.of(variant, 1, folder.resolve(scales));
            Cost.Decided described = new SweepCost(variant, List.of(run)).decided();
            Architecture architecture = variant.experiment().architecture();
            assertThat(described.parameters()).isEqualTo(architecture.graph().parameterCount());
            long gates = open(architecture, run.model());
            Cost.Decided trained = new SweepCost(variant, List.of(run)).decided();
            assertThat(trained)
                    .as("scales %s", scales)
                    .isEqualTo(new Cost.Decided(described.parameters() - gates, described.macsPerOutputPixel()));
        }
    }

    private Variant variant(String scales) throws IOException {
        Path file = Files.writeString(folder.resolve("gates.yaml"), """
                name: gates
                architecture: {type: carn, scales: %s, groups: 1, channels: 8, block: efficient, convolution: groupable}
                data: {photos: photos, patch: 16, batch: 2}
                validation: {photos: valid}
                """.formatted(scales));
        return new Variant(file, Experiment.load(file, List.of()));
    }

    /// @return gates of all layers
    private static long open(Architecture architecture, Path file) throws IOException {
        Map<String, Values> weights =
                new HashMap<>(Weights.initial(architecture.graph(), 1).byName());
        long gates = 0;
        for (LearntGroups.Gated layer : LearntGroups.layers(architecture.graph())) {
            Values values = weights.get(layer.gates());
            float[] open = new float[values.array().length];
            Arrays.fill(open, 1);
            weights.put(layer.gates(), new Values(values.shape(), open));
            gates += open.length;
        }
        ModelCard card = new ModelCard(
                "gates",
                new ModelCard.Usage("sr", 1, ModelCard.Colour.RGB, 0),
                new ModelCard.Training("", List.of(), new ModelCard.Provenance("", 0, "", List.of())),
                List.of());
        Files.createDirectories(file.getParent());
        new ModelFile(architecture, Weights.of(weights), card).write(file);
        return gates;
    }
}
