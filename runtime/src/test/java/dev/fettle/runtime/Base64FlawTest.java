package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.Runtime.Version;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Base64FlawTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"25", "25+36", "25.0.3+9-LTS", "25.0.5+7", "25.0.5.1-ea+1", "26", "26.0.2", "27+35", "27.0.1+8"})
    void buildsBeforeTheRepairHaveIt(String version) {
        assertThat(Base64Flaw.isIn(Version.parse(version))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "25.0.5.1",
                "25.0.5.1+2",
                "25.0.5.2+1-LTS",
                "25.0.6",
                "25.1",
                "27.0.1.1+1",
                "27.0.2",
                "28-ea+20",
                "28"
            })
    void repairedBuildsDoNot(String version) {
        assertThat(Base64Flaw.isIn(Version.parse(version))).isFalse();
    }

    @Test
    void theHintNamesTheBuildTheFlawAndTheWayOut() {
        assertThat(Base64Flaw.hint(Version.parse("25.0.3+9-LTS")))
                .isEqualTo("JDK 25.0.3+9-LTS may write beyond an array when something in this process decodes Base64 "
                        + "(CVE-2026-114938); update to 25.0.5.1 or 27.0.1.1, or start Java with "
                        + "-XX:-UseBASE64Intrinsics");
    }

    /// The tests run with the flag.
    @Test
    void thereIsNoHintWhereTheFlagIsSet() {
        assertThat(Base64Flaw.hint()).isEmpty();
    }

    @Test
    @Tag("slow") // starts JVMs
    void aProcessorWithoutAvx512IsNotAffected() throws IOException, InterruptedException {
        assertThat(hintWith("-XX:UseAVX=2")).isEmpty();
    }

    @Test
    @Tag("slow") // starts JVMs
    void withoutTheModuleThatTellsFlagsTheCommandLineAndTheEnvironmentDo() throws IOException, InterruptedException {
        boolean isOpen = Base64Flaw.isIn(Runtime.version())
                && List.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
        assertThat(hintWith("--limit-modules=java.base").contains("CVE-2026-114938"))
                .isEqualTo(isOpen);
        assertThat(hintWith("--limit-modules=java.base", Base64Flaw.AVOIDED_BY)).isEmpty();
    }

    /// What the hint is in a virtual machine with these flags.
    private static String hintWith(String... flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        command.addAll(List.of("-cp", classPath, Probe.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("exit code of %s", command).isZero();
        return said;
    }

    /// Prints the hint.
    static final class Probe {
        private Probe() {}

        public static void main(String[] arguments) {
            System.out.print(Base64Flaw.hint().orElse(""));
        }
    }
}
