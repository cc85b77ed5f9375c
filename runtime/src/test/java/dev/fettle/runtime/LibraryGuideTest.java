package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Java code of docs/library.md compiles against this library as it stands there.
class LibraryGuideTest {
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("public class (\\w+)");

    @Test
    void everyJavaBlockCompiles(@TempDir Path folder) throws IOException {
        String guide = Files.readString(Path.of("..", "docs", "library.md"));
        Matcher blocks = JAVA_BLOCK.matcher(guide);
        int compiled = 0;
        while (blocks.find()) {
            Matcher name = CLASS.matcher(blocks.group(1));
            assertThat(name.find()).as("a block of Java without a public class").isTrue();
            Path source = folder.resolve(name.group(1) + ".java");
            Files.writeString(source, blocks.group(1), StandardCharsets.UTF_8);
            compile(source, folder);
            compiled++;
        }
        assertThat(compiled).isGreaterThanOrEqualTo(2);
    }

    private static void compile(Path source, Path folder) throws IOException {
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
