package dev.fettle.network.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.network.Kinds;
import dev.fettle.network.Operation;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.convolution.Convolution;
import dev.fettle.network.convolution.Convolutions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OperationCasesTest {
    @Test
    void everyOperationHasACase() {
        Set<Class<?>> covered = OperationCases.all(1).stream()
                .flatMap(c -> c.network().graph().nodes().stream())
                .map(node -> node.operation().getClass())
                .collect(Collectors.toSet());
        assertThat(covered)
                .containsExactlyInAnyOrderElementsOf(operations(Operation.class).toList());
    }

    /// The records of a sealed interface and of those that it is divided into.
    private static Stream<Class<?>> operations(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(OperationCasesTest::operations)
                : Stream.of(type);
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
    void everyConvolutionHasACaseInEveryArchitectureThatTakesOne() {
        Set<String> names =
                OperationCases.all(1).stream().map(OperationCases.Case::name).collect(Collectors.toSet());
        for (String architecture : List.of("edsr", "vdsr", "wdsr", "dncnn", "arcnn", "drn", "resnet")) {
            for (String convolution : Convolutions.ALL.names()) {
                if (isComposed(convolution)
                        && !List.of("edsr", "wdsr", "resnet").contains(architecture)) {
                    continue; // a plain one in use
                }
                assertThat(names).contains(convolution + " in " + architecture);
            }
        }
    }

    private static boolean isComposed(String name) {
        Convolution convolution = Convolutions.ALL.kind("convolution", name).defaults();
        return convolution.isPlainInUse() && !convolution.equals(Convolutions.PLAIN);
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
