package dev.fettle.train.log;

import dev.fettle.network.Configuration;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SequencedMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A training's history, one JSON object a line, each with the number of its step.
public final class JsonLog implements AutoCloseable {
    private final Writer out;

    private JsonLog(Writer out) {
        this.out = out;
    }

    /// Goes on at the end of a file after removing what is later than a step: a resumed run will write that
    /// again.
    ///
    /// @param step that the run goes on from; 0 for a new one
    public static JsonLog open(Path file, long step) throws IOException {
        List<String> kept = Files.exists(file)
                ? Files.readAllLines(file).stream()
                        .filter(line -> isUpTo(line, step))
                        .toList()
                : List.of();
        Files.write(file, kept);
        return new JsonLog(Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND));
    }

    /// The lines of a file that may still be written to; none if there is no file.
    public static List<JsonNode> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        return Files.readAllLines(file).stream()
                .filter(line -> isUpTo(line, Long.MAX_VALUE))
                .map(Configuration.MAPPER::readTree)
                .toList();
    }

    /// A line cut short by the end of the process is not kept.
    private static boolean isUpTo(String line, long step) {
        try {
            JsonNode number = Configuration.MAPPER.readTree(line).get("step");
            return number != null && number.isIntegralNumber() && number.asLong() <= step;
        } catch (JacksonException cutShort) {
            return false;
        }
    }

    /// Adds a line; NaN and infinities are written as strings.
    public void write(SequencedMap<String, Object> entry) throws IOException {
        out.write(Configuration.MAPPER.writeValueAsString(entry));
        out.write('\n');
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
