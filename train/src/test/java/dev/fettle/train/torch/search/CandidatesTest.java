package dev.fettle.train.torch.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.architecture.Slim;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CandidatesTest {
    private static Candidates of(double ratio) {
        return new Candidates(ratio, Candidates.DEFAULTS.parts(), 4, 4);
    }

    /// As the release computes them: int(c · (1 - r) · part), rounded to a multiple of 4, at least 4.
    @Test
    void thoseOfTheRelease() {
        assertThat(of(0.3).of(64)).containsExactly(20, 24, 32, 36, 40, 44);
        assertThat(of(0.3).of(32)).containsExactly(12, 12, 16, 16, 20, 20);
        assertThat(of(0.3).of(16)).containsExactly(4, 4, 8, 8, 8, 12);
        assertThat(of(0.3).of(8)).containsOnly(4);
        assertThat(of(0.5).of(64)).containsExactly(16, 20, 20, 24, 28, 32);
        assertThat(of(0.5).of(32)).containsExactly(8, 8, 12, 12, 12, 16);
        assertThat(of(0.5).of(16)).containsExactly(4, 4, 4, 4, 8, 8);
        assertThat(of(0.7).of(64)).containsExactly(8, 12, 12, 16, 16, 20);
        assertThat(of(0.7).of(32)).containsExactly(4, 4, 4, 8, 8, 8);
    }

    /// All published widths are candidates but two: the second and third of x8 at 70 %, which are those of 50 %.
    @Test
    void thePublishedWidthsAreAmongThem() {
        Map.of("drn-s30", 0.3, "drn-s50", 0.5, "drn-s70", 0.7).forEach((name, ratio) -> {
            for (int scale : List.of(4, 8)) {
                Slim published = (Slim) Architectures.preset(name, scale);
                SearchSpace space = SearchSpace.of(published.base().graph(), List.of(), of(ratio));
                List<String> strangers = space.searched().stream()
                        .filter(each ->
                                !each.candidates().contains(published.widths().get(each.name())))
                        .map(SearchSpace.Searched::name)
                        .toList();
                assertThat(space.searched())
                        .hasSize(Objects.requireNonNull(Map.of(4, 64, 8, 96).get(scale)));
                assertThat(published.widths().sequencedKeySet())
                        .containsExactlyInAnyOrderElementsOf(space.searched().stream()
                                .map(SearchSpace.Searched::name)
                                .toList());
                boolean isExcepted = name.equals("drn-s70") && scale == 8;
                assertThat(strangers)
                        .isEqualTo(
                                isExcepted ? List.of("down.1.dual_module.0.0", "down.2.dual_module.0.0") : List.of());
            }
        });
    }

    @Test
    void othersThanThoseOfTheReleaseCanBeAskedFor() {
        assertThat(new Candidates(0.25, List.of(0.5, 1.0), 16, 16).of(96)).containsExactly(32, 64);
        assertThat(new Candidates(0.1, List.of(0.9, 1.0), 1, 1).of(10)).containsExactly(8, 9);
    }

    @Test
    void whatIsOutsideIsRefused() {
        for (double ratio : new double[] {0, 1, -0.1, 1.5, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> of(ratio))
                    .withMessage("regimen: ratio must be above 0 and below 1, got " + ratio);
        }
        for (List<Double> parts : List.of(List.of(1.0), List.of(0.0, 1.0), List.of(0.5, 1.1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Candidates(0.3, parts, 4, 4))
                    .withMessageContaining("parts must be at least two numbers above 0 and at most 1");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Candidates(0.3, List.of(0.5, 0.5), 4, 4))
                .withMessageContaining("parts must ascend");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Candidates(0.3, List.of(0.5, 1.0), 0, 4))
                .withMessageContaining("multiple and least must be from 1");
    }
}
