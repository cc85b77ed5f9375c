package dev.fettle.network.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.network.Kinds;
import dev.fettle.network.Operation;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Architectures;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OperationCasesTest {
    @Test
    void everyOperationHasACase() {
        Set<Class<?>> covered = OperationCases.all(1).stream()
                .flatMap(c -> c.network().graph().nodes().stream())
                .map(node -> node.operation().getClass())
                .collect(Collectors.toSet());
        assertThat(covered).containsExactlyInAnyOrder(Operation.class.getPermittedSubclasses());
    }

    @Test
    void everyArchitectureHasACase() {
        Set<Class<?>> tested =
                OperationCases.all(1).stream().map(OperationCases.Case::tested).collect(Collectors.toSet());
        for (Kinds.Kind<Architecture> kind : Architectures.ALL) {
            assertThat(tested).contains(kind.defaults().getClass());
        }
    }

    @Test
    void anotherSeedGivesOtherNumbers() {
        float[] first = OperationCases.all(1).getFirst().input().array();
        assertThat(Arrays.equals(first, OperationCases.all(1).getFirst().input().array()))
                .isTrue();
        assertThat(Arrays.equals(first, OperationCases.all(2).getFirst().input().array()))
                .isFalse();
    }
}
