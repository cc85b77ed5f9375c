package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.ReadLimits;
import dev.fettle.image.files.WriteOptions;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Java code of docs/library.md does what it says, as it stands there.
@Tag("slow") // starts a compiler
class LibraryGuideTest {
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("public class (\\w+)");

    @TempDir
    Path folder;

    @BeforeEach
    void compileEveryBlock() throws IOException {
        String guide = Files.readString(Path.of("..", "docs", "library.md"));
        Matcher blocks = JAVA_BLOCK.matcher(guide);
        int compiled = 0;
        while (blocks.find()) {
            Matcher name = CLASS.matcher(blocks.group(1));
            assertThat(name.find()).as("a block of Java without a public class").isTrue();
            Path source = folder.resolve(name.group(1) + ".java");
            Files.writeString(source, blocks.group(1), StandardCharsets.UTF_8);
            compile(source);
            compiled++;
        }
        assertThat(compiled).isGreaterThanOrEqualTo(4);
    }

    @Test
    void aPhotoIsEnlarged() throws Exception {
        Path photo = folder.resolve("photo.png");
        ImageFiles.write(Image.of(6, 4, new float[24]), photo, WriteOptions.of(Format.PNG));
        Path result = folder.resolve("result.png");
        try (URLClassLoader guide = guide()) {
            guide.loadClass("EnlargePhoto")
                    .getMethod("enlarge", Path.class, Path.class)
                    .invoke(null, photo, result);
        }
        assertThat(ImageFiles.read(result)).hasToString("Image[12x8 GRAY, 8 bit]");
    }

    @Test
    void aServiceEnlargesBufferedImages() throws Exception {
        BufferedImage picture = new BufferedImage(6, 4, BufferedImage.TYPE_INT_ARGB);
        try (URLClassLoader guide = guide()) {
            Class<?> type = guide.loadClass("EnlargeService");
            try (AutoCloseable service = (AutoCloseable) type.getConstructor().newInstance()) {
                BufferedImage large = (BufferedImage)
                        type.getMethod("enlarge", BufferedImage.class).invoke(service, picture);
                assertThat(List.of(large.getWidth(), large.getHeight())).containsExactly(12, 8);
                assertThat(large.getColorModel().hasAlpha()).isTrue();
                Method status = type.getMethod("status", RuntimeException.class);
                assertThat(status.invoke(null, new PoolBusyException("later"))).isEqualTo(503);
                assertThat(status.invoke(null, new MemoryBudgetException("less", 9)))
                        .isEqualTo(413);
                assertThat(status.invoke(null, new IllegalArgumentException())).isEqualTo(500);
            }
        }
    }

    @Test
    void anUploadIsEnlargedWithoutAFile() throws Exception {
        byte[] upload = ImageFiles.encode(Image.of(6, 4, new float[24]), WriteOptions.of(Format.PNG));
        try (URLClassLoader guide = guide();
                Restorer restorer = Restorer.open("sr-x2", RestoreOptions.DEFAULTS)) {
            Method enlarge =
                    guide.loadClass("EnlargeUpload").getMethod("enlarge", Restorer.class, byte[].class, String.class);
            byte[] jpeg = (byte[]) enlarge.invoke(null, restorer, upload, "upload 17");
            assertThat(ImageFiles.decode(jpeg, "answer", ReadLimits.DEFAULTS)).hasToString("Image[12x8 GRAY, 8 bit]");
            byte[] large = ImageFiles.encode(Image.of(2001, 2000, new float[2001 * 2000]), WriteOptions.of(Format.PNG));
            assertThatThrownBy(() -> enlarge.invoke(null, restorer, large, "upload 18"))
                    .cause()
                    .isInstanceOf(ImageFormatException.class)
                    .hasMessageContaining("upload 18: 2001x2000 pixels are more than the limit of 4000000");
        }
    }

    @Test
    void aRestorationThatTakesTooLongIsStopped() throws Exception {
        Image small = Image.of(6, 4, new float[24]);
        Image large = Image.of(3000, 2000, new float[6_000_000]);
        List<Integer> told = new ArrayList<>();
        try (URLClassLoader guide = guide();
                Restorer restorer = Restorer.open("sr-x2", RestoreOptions.DEFAULTS)) {
            Class<?> type = guide.loadClass("EnlargeInTime");
            Object enlarging = type.getConstructor().newInstance();
            Method enlarge = type.getMethod("enlarge", Restorer.class, Image.class, Duration.class, IntConsumer.class);
            IntConsumer percent = told::add;
            assertThatThrownBy(() -> enlarge.invoke(enlarging, restorer, large, Duration.ofMillis(1), percent))
                    .cause()
                    .isInstanceOf(DeadlineExceededException.class);
            assertThat(enlarge.invoke(enlarging, restorer, small, Duration.ofMinutes(1), percent))
                    .hasToString("Image[12x8 GRAY, 8 bit]");
            assertThat(told.getLast()).isEqualTo(100);
            type.getMethod("stop").invoke(enlarging);
            assertThatThrownBy(() -> enlarge.invoke(enlarging, restorer, small, Duration.ofMinutes(1), percent))
                    .cause()
                    .isInstanceOf(RestorationCancelledException.class);
        }
    }

    @Test
    void aPhotoIsCleanedAsItNeeds() throws Exception {
        try (URLClassLoader guide = guide()) {
            Method clean = guide.loadClass("CleanPhoto").getMethod("clean", Image.class);
            assertThat(clean.invoke(null, Image.of(6, 4, new float[24]))).hasToString("Image[12x8 GRAY, 8 bit]");
        }
    }

    private URLClassLoader guide() throws IOException {
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
    }

    private void compile(Path source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<String> options =
                    List.of("-proc:none", "-classpath", System.getProperty("java.class.path"), "-d", folder.toString());
            boolean good = compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(source))
                    .call();
            assertThat(good).as("%s: %s", source.getFileName(), messages).isTrue();
        }
    }
}
