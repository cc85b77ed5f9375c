package dev.fettle.network.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.Values;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.checkpoint.MisfitException.Remedy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files that PyTorch 2.13 wrote, with all that training programs put beside the weights; make.py beside them says how.
class RealCheckpointsTest {
    private static final Vdsr VDSR = new Vdsr(2, 3, 2, 1, true);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "module.pth,, ''",
        "scripted.pt,, ''",
        "training-2.pth, state_dict, module.",
        "training-4.pth, state_dict, module.",
        "training-stream.pth, state_dict, module.",
        "average.pth, params_ema, ''"
    })
    void theWeightsAreFound(String name, String path, String prefix) throws IOException {
        FittedWeights read = fitted(name, VDSR, Optional.empty());
        assertThat(read.origin().path()).isEqualTo(path == null ? "" : path);
        assertThat(read.origin().prefix()).isEqualTo(prefix);
        assertThat(read.leftOut()).isEmpty();
        int k = 0;
        for (Values values : read.weights().byName().values()) {
            for (int i = 0; i < values.array().length; i++) {
                assertThat(values.array()[i]).as("%s: %d", name, i).isEqualTo(100 * k + i);
            }
            k++;
        }
    }

    @Test
    void whatElseWouldFitIsSaidAndCanBeChosen() throws IOException {
        assertThat(fitted("average.pth", VDSR, Optional.empty()).origin().others())
                .containsExactly("params");
        FittedWeights raw = fitted("average.pth", VDSR, Optional.of("params"));
        assertThat(raw.weights().get("output.bias").array()).containsExactly(-500);
        assertThatThrownBy(() -> fitted("average.pth", VDSR, Optional.of("param")))
                .hasMessage("nothing at key 'param'; tensors are at params, params_ema");
    }

    @Test
    void settingsThatWouldFitAreTold() {
        assertMisfit(new Vdsr(2, 20, 64, 1, false), List.of("layers=3", "bias=true", "channels=2"));
        assertMisfit(new Vdsr(2, 3, 2, 1, false), List.of("bias=true"));
    }

    private void assertMisfit(Vdsr asked, List<String> settings) {
        assertThatThrownBy(() -> fitted("module.pth", asked, Optional.empty()))
                .isInstanceOfSatisfying(MisfitException.class, e -> {
                    Remedy remedy = e.remedy();
                    assertThat(remedy.preset()).isEmpty();
                    assertThat(remedy.settings()).containsExactlyInAnyOrderElementsOf(settings);
                });
    }

    private FittedWeights fitted(String name, Vdsr architecture, Optional<String> key) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(name))) {
            Files.write(file, in.readAllBytes());
        }
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            return FittedWeights.of(architecture, checkpoint, key);
        }
    }
}
