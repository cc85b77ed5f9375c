package dev.fettle.lab.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.Image;
import dev.fettle.lab.calibration.Calibration.Choice;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelCard.Provenance;
import dev.fettle.network.model.ModelCard.Training;
import dev.fettle.network.model.ModelCard.Usage;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.RestoreOptions;
import dev.fettle.runtime.Restorer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlendMeasurementTest {
    /// A network that adds the number to every sample.
    private static ModelFile adding(float number) {
        Vdsr network = new Vdsr(1, 3, 4, 1, true);
        Weights weights = Weights.initial(network.graph(), 3);
        Arrays.fill(weights.get("output.weight").array(), 0);
        Arrays.fill(weights.get("output.bias").array(), number);
        Training untrained = new Training("", List.of(), new Provenance("", 3, "", List.of()));
        return new ModelFile(
                network,
                weights,
                new ModelCard("adding", new Usage("deblock", 1, Colour.GRAY, 0), untrained, List.of()));
    }

    /// Gray noise on mid-gray, which a JPEG of low quality changes; every mean stays.
    private static Image noise(long seed) {
        Random random = new Random(seed);
        float[] plane = new float[48 * 48];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = (100 + random.nextInt(56)) / 255f;
        }
        return Image.of(48, 48, plane);
    }

    private static Choice choice(float added) {
        var measurement = new BlendMeasurement(30);
        try (Restorer restorer = Restorer.of(adding(added), RestoreOptions.DEFAULTS.withThreads(1))) {
            measurement.add(noise(1), restorer);
            measurement.add(noise(2), restorer);
        }
        return measurement.choice();
    }

    @Test
    void aChangeThatOnlyHarmsIsNotKept() {
        // a constant has nothing in common with an error of mean zero: every part of it adds error
        assertThat(choice(0.2f)).isEqualTo(new Choice(30, 0, 0, 0));
    }

    @Test
    void noChangeIsNoGain() {
        assertThat(choice(0)).isEqualTo(new Choice(30, 0, 0, 0));
    }
}
