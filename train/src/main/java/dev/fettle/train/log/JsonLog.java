package dev.fettle.train.log;

import dev.fettle.file.AtomicFile;
import dev.fettle.network.Configuration;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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
        return open(file, line -> line.get("step").asLong() <= step);
    }

    /// Goes on at the end of a file after removing all lines but some.
    ///
    /// @param isKept asked of every line that has the number of a step
    public static JsonLog open(Path file, Predicate<JsonNode> isKept) throws IOException {
        List<String> kept = Files.exists(file)
                ? Files.readAllLines(file).stream()
                        .filter(line -> parsed(line).filter(isKept).isPresent())
                        .toList()
                : List.of();
        byte[] lines = kept.stream()
                .map(line -> line + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, out -> out.write(lines));
        return new JsonLog(Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND));
    }

    /// The lines of a file that may still be written to; none if there is no file.
    public static List<JsonNode> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        return Files.readAllLines(file).stream()
                .map(JsonLog::parsed)
                .flatMap(Optional::stream)
                .toList();
    }

    /// Empty for a line cut short by the end of the process.
    private static Optional<JsonNode> parsed(String line) {
        try {
            return Optional.of(Configuration.MAPPER.readTree(line))
                    .filter(parsed -> parsed.path("step").isIntegralNumber());
        } catch (JacksonException cutShort) {
            return Optional.empty();
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
