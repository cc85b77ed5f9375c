package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.degrade.Task;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What every bundled model must have: restoring with them is tested where the restorer is.
class BundledModelsTest {
    /// Bytes of all files together.
    private static final long MOST_BYTES = 20_000_000;

    private static long mostParameters(Effort effort) {
        return switch (effort) {
            case FAST -> 1_000_000;
            case FINE -> 3_000_000;
        };
    }

    private static Stream<String> names() {
        return BundledModels.names().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void eachIsSmallAndSaysWhereItComesFromAndHowWellItDoes(String name) {
        ModelFile model = BundledModels.open(name);
        ModelCard card = model.card();
        assertThat(card.name()).isEqualTo(name);
        assertThat(model.weights().size()).isLessThanOrEqualTo(mostParameters(Effort.of(name)));
        assertThat(Task.parse(card.usage().task())).isNotNull();
        assertThat(card.training().recipe()).contains("name: \"" + name + "\"");
        assertThat(card.training().data()).isNotEmpty();
        assertThat(card.metrics())
                .extracting(ModelCard.Measurement::data)
                .as("sets that it was measured on")
                .contains("photos-valid");
        assertThat(card.metrics())
                .extracting(ModelCard.Measurement::protocol)
                .allMatch(protocol -> protocol.matches("(psnr|ssim) .* uint8; input: .+"));
    }

    @Test
    void allTogetherAreSmall() throws IOException {
        long bytes = 0;
        for (String name : BundledModels.names()) {
            try (InputStream file = BundledModels.class.getResourceAsStream("models/" + name + ".safetensors")) {
                bytes += Objects.requireNonNull(file, name).readAllBytes().length;
            }
        }
        assertThat(bytes).isBetween(1_000_000L, MOST_BYTES);
    }

    /// `sr-x2` is the fast form of `sr-x2-fine`.
    @ParameterizedTest
    @MethodSource("names")
    void aFineModelHasAFastFormForTheSameTaskAndScale(String name) {
        ModelFile fine = BundledModels.open(name);
        ModelFile fast = BundledModels.open(name.replaceAll("-fine$", ""));
        assertThat(Effort.of(fast.card().name())).isEqualTo(Effort.FAST);
        assertThat(fast.card().usage().task()).isEqualTo(fine.card().usage().task());
        assertThat(fast.scale()).isEqualTo(fine.scale());
        Task task = Task.parse(fine.card().usage().task());
        assertThat(BundledModels.defaultFor(task, fine.scale(), Effort.of(name)).card())
                .as("taken for its effort")
                .isEqualTo(fine.card());
    }

    @ParameterizedTest
    @CsvSource({"SR, 2, sr-x2", "SR, 3, sr-x3", "SR, 4, sr-x4", "DENOISE, 1, denoise", "DEBLOCK, 1, deblock"})
    void eachTaskHasOneThatNeedNotBeNamed(Task task, int scale, String name) {
        assertThat(BundledModels.defaultFor(task, scale).card().name()).isEqualTo(name);
        assertThat(List.copyOf(BundledModels.names())).contains(name);
    }

    @ParameterizedTest
    @EnumSource
    void modelFilesKnowWhatATaskMakesOfOneChannel(Task task) {
        ModelCard.Colour colour = ModelCard.Colour.of(1, task.oneChannel());
        assertThat(colour).isEqualTo(task == Task.DENOISE ? ModelCard.Colour.GRAY : ModelCard.Colour.Y);
        assertThat(ModelCard.Colour.of(3, task.oneChannel())).isEqualTo(ModelCard.Colour.RGB);
    }
}
