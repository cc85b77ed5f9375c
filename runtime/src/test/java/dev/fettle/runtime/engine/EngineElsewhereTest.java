package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The engine on JVMs that lack something.
@Tag("slow") // each test starts a JVM
class EngineElsewhereTest {
    private static final List<String> VECTORS = List.of("--add-modules", "jdk.incubator.vector");

    /// What {@link EngineProbe} prints.
    private record Answer(String arithmetic, String hint, double[] result) {}

    private static Answer probe(List<String> flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:-UseBASE64Intrinsics"); // CVE-2026-114938
        command.addAll(flags);
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        command.addAll(List.of("-cp", classPath, EngineProbe.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor()).as("exit code of %s", command).isZero();
        List<String> answer = lines.subList(lines.size() - 3, lines.size()); // warnings of the JVM come before
        double[] result = Stream.of(answer.get(2).replaceAll("[\\[\\] ]", "").split(",", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
        return new Answer(answer.get(0), answer.get(1), result);
    }

    private static void assertAgreesWithThisJvm(double[] result) {
        float[] here = EngineProbe.run();
        assertThat(result).hasSize(here.length);
        for (int i = 0; i < here.length; i++) {
            assertThat(Math.abs(result[i] - here[i])).as("sample %d", i).isLessThan(1e-5);
        }
    }

    @Test
    void withoutTheVectorApiItRunsOnPlainLoopsAndSaysSo() throws IOException, InterruptedException {
        Answer answer = probe(List.of());
        assertThat(answer.arithmetic).isEqualTo("plain loops");
        assertThat(answer.hint).contains("--add-modules jdk.incubator.vector");
        assertAgreesWithThisJvm(answer.result);
    }

    @ParameterizedTest
    @CsvSource({"-XX:MaxVectorSize=16,128", "-XX:UseAVX=2,256", "-XX:UseAVX=3,512"})
    void vectorsOfEveryLengthAgreeWithThisJvm(String flag, int bits) throws IOException, InterruptedException {
        int widest = FloatVector.SPECIES_PREFERRED.vectorBitSize();
        assumeTrue(bits <= widest, "this machine has vectors of " + widest + " bits");
        Answer answer = probe(Stream.concat(VECTORS.stream(), Stream.of(flag)).toList());
        assertThat(answer.arithmetic).isEqualTo(bits + "-bit vectors");
        assertThat(answer.hint).isEqualTo("no hint");
        assertAgreesWithThisJvm(answer.result);
    }
}
