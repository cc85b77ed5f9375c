package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The search for a JDK that all launchers share, on made-up JDKs: a `bin/java` that does nothing and a file `release`.
@DisabledOnOs(OS.WINDOWS)
class FindJdkTest {
    private static final String SYSTEM_PATH = "/usr/bin:/bin";

    @TempDir
    Path folder;

    @Test
    void javaHomeIsTakenWhenItIsNewEnough() throws Exception {
        Path jdk = jdk("jdk-26", "26.0.1");
        assertThat(found(Map.of("JAVA_HOME", jdk.toString(), "PATH", SYSTEM_PATH)))
                .isEqualTo(jdk.toString());
    }

    @Test
    void anOldJavaHomeIsPassedOverForTheJavaOnThePath() throws Exception {
        Path old = jdk("jdk-17", "17.0.15");
        Path fits = jdk("jdk-25", "25");
        Path links = Files.createDirectory(folder.resolve("links"));
        Files.createSymbolicLink(links.resolve("java"), fits.resolve("bin/java"));
        assertThat(found(Map.of("JAVA_HOME", old.toString(), "PATH", links + ":" + SYSTEM_PATH)))
                .isEqualTo(fits.toRealPath().toString());
    }

    @Test
    void aRuntimeWithoutCompilerIsNoHomeForABuild() throws Exception {
        Path runtime = jdk("jre-25", "25.0.3");
        Files.delete(runtime.resolve("bin/javac"));
        Map<String, String> environment = Map.of("JAVA_HOME", runtime.toString(), "PATH", SYSTEM_PATH);
        assertThat(sh(
                        "find_jdk_fits \"$JAVA_HOME\" java && ! find_jdk_fits \"$JAVA_HOME\" javac && echo so",
                        environment))
                .isEqualTo("so");
    }

    @Test
    void whereThereIsNoneOneLineSaysWhatToInstall() throws Exception {
        Path old = jdk("jdk-17", "17.0.15");
        String said = sh(
                "find_jdk_wanted=999; find_jdk java 2>&1 || echo failed",
                Map.of("JAVA_HOME", old.toString(), "PATH", SYSTEM_PATH));
        assertThat(said.lines()).hasSize(2).last().isEqualTo("failed");
        assertThat(said)
                .startsWith("fettle: no JDK 999 or newer found in JAVA_HOME (" + old + ")")
                .contains("install");
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        for (String tool : new String[] {"java", "javac"}) {
            Path file = Files.writeString(home.resolve("bin").resolve(tool), "#!/bin/sh\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private String found(Map<String, String> environment) throws Exception {
        return sh("find_jdk java && printf %s \"$JAVA_HOME\"", environment);
    }

    private static String sh(String script, Map<String, String> environment) throws Exception {
        Path search = Path.of("src/dist/bin/find-jdk.sh").toAbsolutePath();
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", ". '" + search + "'; " + script);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said.strip();
    }
}
