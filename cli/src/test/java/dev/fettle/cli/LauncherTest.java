package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The launcher of the source tree on a made-up tree that was built, with a made-up JDK that tells what it
/// was given. What another user may not do cannot be tried by permissions, which do not bind root: so a
/// folder stands where the launcher would write its lock.
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    private Path tree = Path.of("");

    @BeforeEach
    void writeBuiltTree() throws IOException {
        tree = folder.resolve("tree");
        copy("fettle");
        for (String name : List.of("find-jdk.sh", "run-java.sh", "java.options", "java-linux.options")) {
            copy("cli/src/dist/bin/" + name);
        }
        write("pom.xml", "");
        write("cli/pom.xml", "");
        write("cli/src/main/A.java", "");
        write("target/launcher/plain-1-1/fettle.jar", "");
        write("target/launcher/plain-1-1/lib/a.jar", "");
        write("target/launcher/plain-1-1/lib/b.jar", "");
        write("target/launcher/plain-1-1/classpath", "b.jar\na.jar\n");
        write("target/launcher/plain.build", "plain-1-1\n");
        FileTime built = FileTime.from(Instant.now().minusSeconds(60));
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, built);
            }
        }
    }

    @Test
    void aBuiltTreeRunsWithoutWritingToIt() throws Exception {
        Files.createDirectory(tree.resolve("target/launcher/lock"));
        assertThat(launched("""
                printf '%s\\n' "$@"
                """).out()).contains(builtClassPath(tree), "dev.fettle.cli.Fettle", "models");
    }

    @Test
    void aBuiltTreeRunsWhereverItIsMoved() throws Exception {
        Path moved = Files.move(tree, folder.resolve("moved"));
        tree = moved;
        assertThat(launched("""
                printf '%s\\n' "$@"
                """).out()).contains(builtClassPath(moved));
    }

    @Test
    void aStaleTreeThatCannotBeBuiltIsOneLine() throws Exception {
        Files.createDirectory(tree.resolve("target/launcher/lock"));
        Files.setLastModifiedTime(tree.resolve("cli/src/main/A.java"), FileTime.from(Instant.now()));
        assertRefused("its sources are newer than its last build");
    }

    @Test
    void aTreeThatLostALibraryAndCannotBeBuiltIsOneLine() throws Exception {
        Files.createDirectory(tree.resolve("target/launcher/lock"));
        Files.delete(tree.resolve("target/launcher/plain-1-1/lib/a.jar"));
        assertRefused("a library of its last build is missing or not for you to read");
    }

    private void assertRefused(String why) throws Exception {
        Launched refused = launched("echo started");
        assertThat(refused.status()).isEqualTo(4);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err().lines())
                .singleElement()
                .asString()
                .startsWith("fettle: " + tree.toRealPath() + " has to be built (" + why + "), and you cannot write ")
                .contains("owner")
                .endsWith("or copy the folder");
    }

    @Test
    void theWarningOfTheVectorModuleIsTakenOutAndNothingElse() throws Exception {
        Launched launched = launched("""
                echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&2
                echo 'WARNING: Using incubator modules: jdk.incubator.vector, jdk.incubator.other' >&2
                printf '  %s\\n' 'a b\\c' >&2
                printf 'no end' >&2
                """);
        assertThat(launched.err()).isEqualTo("""
                WARNING: Using incubator modules: jdk.incubator.vector, jdk.incubator.other
                  a b\\c
                no end
                """);
    }

    @Test
    void theProgramFindsTheRealStandardErrorAndItsStatusIsKept() throws Exception {
        Launched launched = launched("""
                for flag in "$@"; do case $flag in -Dfettle.stderr=*) number=${flag#*=} ;; esac; done
                eval "echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&$number"
                cat
                exit 7
                """);
        assertThat(launched.err()).isEqualTo("WARNING: Using incubator modules: jdk.incubator.vector\n");
        assertThat(launched.out()).isEqualTo("from standard input");
        assertThat(launched.status()).isEqualTo(7);
    }

    @Test
    void withoutAPlaceForTheFilterAllIsSeen() throws Exception {
        Launched launched =
                launched("""
                case "$*" in *fettle.stderr*) exit 1 ;; esac
                echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&2
                """, Map.of("TMPDIR", folder.resolve("absent").toString()));
        assertThat(launched.err()).isEqualTo("WARNING: Using incubator modules: jdk.incubator.vector\n");
        assertThat(launched.status()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"Linux, true", "Darwin, false", "CYGWIN_NT-10.0, false"})
    void onlyLinuxHasTheFlagsOfLinuxAndTheUsersComeBehindThem(String system, boolean isLinux) throws Exception {
        executable(folder.resolve("programs/uname"), "#!/bin/sh\necho " + system + "\n");
        Map<String, String> environment = Map.of(
                "PATH", folder.resolve("programs") + ":" + System.getenv("PATH"), "FETTLE_JAVA_OPTIONS", "-Xmx8g");
        String options = tree.toRealPath() + "/cli/src/dist/bin/java";
        List<String> before = isLinux
                ? List.of("@" + options + ".options", "@" + options + "-linux.options")
                : List.of("@" + options + ".options");
        List<String> arguments =
                launched("printf '%s\\n' \"$@\"", environment).out().lines().toList();
        assertThat(arguments.subList(0, arguments.indexOf("-Xmx8g"))).isEqualTo(before);
    }

    @Test
    void trainingOnAGraphicsCardHasABuildOfItsOwn() throws Exception {
        write("target/launcher/cuda-1-1/fettle.jar", "");
        write("target/launcher/cuda-1-1/lib/pytorch-gpu.jar", "");
        write("target/launcher/cuda-1-1/classpath", "pytorch-gpu.jar\n");
        write("target/launcher/cuda.build", "cuda-1-1\n");
        Path build = tree.toRealPath().resolve("target/launcher/cuda-1-1");
        assertThat(launched("printf '%s\\n' \"$@\"", Map.of("FETTLE_CUDA", "1"), "train")
                        .out())
                .contains(build + "/fettle.jar:" + build + "/lib/pytorch-gpu.jar", "dev.fettle.cli.Fettle");
        assertThat(launched("printf '%s\\n' \"$@\"", Map.of("FETTLE_CUDA", "1"), "models")
                        .out())
                .contains(builtClassPath(tree));
    }

    @ParameterizedTest
    @CsvSource({
        "compress search edsr --config a.yaml, training",
        "compress prune edsr --macs 0.7, training",
        "compress prune edsr --strategy dcp --macs 0.7, training",
        "compress prune edsr --strategy cp --macs 0.7, plain",
        "compress prune edsr --strategy=magnitude --macs 0.7, plain",
        "compress prune edsr --apply plan.json, plain",
        "compress prune --help, plain",
        "compress ghost edsr, plain",
        "inspect runs/edsr --dual photos, training",
        "inspect runs/edsr, plain",
    })
    void whatTrainsHasTheLibraryForIt(String command, String flavour) throws Exception {
        write("target/launcher/training-1-1/fettle.jar", "");
        write("target/launcher/training-1-1/classpath", "");
        write("target/launcher/training.build", "training-1-1\n");
        String build = "target/launcher/%s-1-1/fettle.jar".formatted(flavour);
        assertThat(launched("printf '%s\\n' \"$@\"", Map.of(), command).out())
                .contains(tree.toRealPath().resolve(build).toString());
    }

    private static String builtClassPath(Path tree) throws IOException {
        Path build = tree.toRealPath().resolve("target/launcher/plain-1-1");
        return build + "/fettle.jar:" + build + "/lib/b.jar:" + build + "/lib/a.jar";
    }

    /// What a run of the launcher printed, and its exit code.
    private record Launched(int status, String out, String err) {}

    private Launched launched(String java) throws Exception {
        return launched(java, Map.of());
    }

    private Launched launched(String java, Map<String, String> environment) throws Exception {
        return launched(java, environment, "models");
    }

    /// @param java the script that stands for the virtual machine
    private Launched launched(String java, Map<String, String> environment, String command) throws Exception {
        Path jdk = folder.resolve("jdk");
        executable(jdk.resolve("bin/java"), "#!/bin/sh\n" + java);
        executable(jdk.resolve("bin/javac"), "#!/bin/sh\n");
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.5.1\"\n");
        Files.writeString(folder.resolve("in"), "from standard input");
        // a pipe for standard error ends when the filter has, a moment after the virtual machine
        String script =
                "{ '%s' %s <in >out; echo $? >status; } 2>&1 | cat >err".formatted(tree.resolve("fettle"), command);
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", script).directory(folder.toFile());
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().putAll(environment);
        assertThat(builder.start().waitFor()).isZero();
        return new Launched(Integer.parseInt(text("status").strip()), text("out"), text("err"));
    }

    private String text(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private void copy(String name) throws IOException {
        Path to = tree.resolve(name);
        Files.createDirectories(to.getParent());
        Files.copy(ROOT.resolve(name), to, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private void write(String name, String content) throws IOException {
        Path file = tree.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private static void executable(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
