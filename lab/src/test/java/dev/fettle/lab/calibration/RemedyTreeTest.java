package dev.fettle.lab.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.degrade.Task;
import dev.fettle.image.noise.Noise;
import dev.fettle.runtime.Diagnosis;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RemedyTreeTest {
    /// All remedies but the best cost so much.
    private static ChoiceOutcome outcome(double apart, double common, List<Task> best, double regret) {
        Map<List<Task>, Double> regrets = new HashMap<>();
        ChoiceOutcome.REMEDIES.forEach(remedy -> regrets.put(remedy, remedy.equals(best) ? 0 : regret));
        Noise noise = new Noise(List.of(1.0, 1.0, 1.0), common, apart, 1, 1, 8);
        return new ChoiceOutcome(
                ChoiceCase.Fault.CLEAN, "made", new Diagnosis(Optional.empty(), false, Optional.of(noise)), regrets);
    }

    @Test
    void theRuleBehindTheOutcomesIsFound() {
        Random random = new Random(3);
        List<ChoiceOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            double apart = 10 * random.nextDouble();
            double common = 10 * random.nextDouble();
            List<Task> best = apart >= 4 ? List.of(Task.DENOISE) : common >= 7 ? List.of(Task.DEBLOCK) : List.of();
            outcomes.add(outcome(apart, common, best, 2));
        }
        List<String> lines = RemedyTree.grown(outcomes).lines();
        assertThat(lines).hasSize(5);
        assertThat(lines.get(0)).matches("apart (3\\.9\\d*|4(\\.[01]\\d*)?)");
        assertThat(lines.get(1)).matches(" {4}common (6\\.9\\d*|7(\\.[01]\\d*)?)");
        assertThat(lines.subList(2, 5)).containsExactly("        nothing", "        deblock", "    denoise");
    }

    @Test
    void whatHardlyMattersIsNotSplitAndTheCheapestIsTaken() {
        List<ChoiceOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            outcomes.add(outcome(i, 0, i < 20 ? List.of() : List.of(Task.DENOISE, Task.DEBLOCK), 0.03));
        }
        assertThat(RemedyTree.grown(outcomes).lines()).containsExactly("nothing");
    }

    @Test
    void aPictureThatWouldBeSpoiltCountsMoreThanOneThatGainsLittle() {
        List<ChoiceOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            outcomes.add(outcome(1, 0, List.of(), Double.POSITIVE_INFINITY));
            outcomes.add(outcome(1, 0, List.of(Task.DENOISE), 0.15));
        }
        assertThat(RemedyTree.grown(outcomes).lines()).containsExactly("nothing");
    }
}
