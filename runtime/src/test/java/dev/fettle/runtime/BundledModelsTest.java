package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.degrade.Task;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelFile;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What every bundled model must have: restoring with them is tested where the restorer is.
class BundledModelsTest {
    private static final long MOST_PARAMETERS = 400_000;

    private static Stream<String> names() {
        return BundledModels.names().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void eachIsSmallAndSaysWhereItComesFromAndHowWellItDoes(String name) {
        ModelFile model = BundledModels.open(name);
        ModelCard card = model.card();
        assertThat(card.name()).isEqualTo(name);
        assertThat(model.weights().size()).isLessThanOrEqualTo(MOST_PARAMETERS);
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

    @ParameterizedTest
    @CsvSource({"SR, 2, sr-x2", "SR, 4, sr-x4", "DENOISE, 1, denoise", "DEBLOCK, 1, deblock"})
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
