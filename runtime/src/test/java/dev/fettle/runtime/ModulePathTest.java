package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.Image;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.WriteOptions;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A program of modules that names `dev.fettle.runtime` alone finds all that a restoration needs on its
/// module path.
@Tag("slow") // starts a compiler and JVMs
class ModulePathTest {
    private static final String JAVA_HOME = System.getProperty("java.home");

    @TempDir
    Path folder;

    private Path program = Path.of("");

    @BeforeEach
    void compile() throws IOException, InterruptedException {
        Path descriptor = Files.writeString(folder.resolve("module-info.java"), """
                module enlarge {
                    requires dev.fettle.runtime;
                }
                """);
        Path main = Files.writeString(folder.resolve("Enlarge.java"), """
                package enlarge;

                import dev.fettle.image.files.Format;
                import dev.fettle.image.files.ImageFiles;
                import dev.fettle.image.files.WriteOptions;
                import dev.fettle.runtime.RestoreOptions;
                import dev.fettle.runtime.Restorer;
                import java.nio.file.Path;

                public class Enlarge {
                    public static void main(String[] files) throws Exception {
                        try (Restorer restorer = Restorer.open("sr-x2", RestoreOptions.DEFAULTS)) {
                            var large = restorer.restore(ImageFiles.read(Path.of(files[0])));
                            ImageFiles.write(large, Path.of(files[1]), WriteOptions.of(Format.PNG));
                            System.out.print(Restorer.class.getModule() + ", hint: " + restorer.hint().orElse("none"));
                        }
                    }
                }
                """);
        program = folder.resolve("program");
        run("javac", "-d", program.toString(), "-p", modules(), descriptor.toString(), main.toString());
    }

    @Test
    void aPictureIsRestoredWithVectors() throws IOException, InterruptedException {
        assertThat(restored("--add-modules=jdk.incubator.vector")).isEqualTo("module dev.fettle.runtime, hint: none");
    }

    @Test
    void aPictureIsRestoredWithoutThem() throws IOException, InterruptedException {
        assertThat(restored()).startsWith("module dev.fettle.runtime, hint: running without vectors");
    }

    private String restored(String... flags) throws IOException, InterruptedException {
        Path picture = folder.resolve("picture.png");
        ImageFiles.write(Image.of(6, 4, new float[24]), picture, WriteOptions.of(Format.PNG));
        Path result = folder.resolve("result.png");
        List<String> command = new ArrayList<>(List.of("java", Base64Flaw.AVOIDED_BY));
        command.addAll(List.of(flags));
        command.addAll(List.of("-p", modules() + File.pathSeparator + program, "-m", "enlarge/enlarge.Enlarge"));
        command.addAll(List.of(picture.toString(), result.toString()));
        String said = run(command.toArray(String[]::new));
        assertThat(ImageFiles.read(result)).hasToString("Image[12x8 GRAY, 8 bit]");
        return said;
    }

    /// What the tests' class path holds of Fettle and of the libraries it needs.
    private static String modules() {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(classPath.split(File.pathSeparator, -1))
                .filter(entry -> module(Path.of(entry)).matches("(dev\\.fettle|tools\\.jackson|com\\.fasterxml)\\..*"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String module(Path entry) {
        return ModuleFinder.of(entry).findAll().stream()
                .map(ModuleReference::descriptor)
                .map(ModuleDescriptor::name)
                .findFirst()
                .orElse("");
    }

    /// What the tool of this JDK says on standard output.
    private static String run(String... command) throws IOException, InterruptedException {
        command[0] = Path.of(JAVA_HOME, "bin", command[0]).toString();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(() -> "exit code of " + String.join(" ", command))
                .isZero();
        return said;
    }
}
