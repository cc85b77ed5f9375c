package dev.fettle.train.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLogTest {
    @TempDir
    private Path folder;

    @Test
    void aResumedLogForgetsWhatComesAfterItsStep() throws IOException {
        Path file = folder.resolve("log.jsonl");
        try (JsonLog log = JsonLog.open(file, 0)) {
            for (long step = 10; step <= 40; step += 10) {
                log.write(line(step));
            }
        }
        Files.writeString(file, Files.readString(file) + "{\"step\": 5"); // cut short by a kill
        try (JsonLog log = JsonLog.open(file, 20)) {
            log.write(line(30));
        }
        assertThat(Files.readAllLines(file)).containsExactly("{\"step\":10}", "{\"step\":20}", "{\"step\":30}");
    }

    private static SequencedMap<String, Object> line(long step) {
        LinkedHashMap<String, Object> line = new LinkedHashMap<>();
        line.put("step", step);
        return line;
    }
}
