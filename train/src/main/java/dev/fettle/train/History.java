package dev.fettle.train;

import dev.fettle.train.checkpoint.Point.Validation;
import dev.fettle.train.checkpoint.Sums;
import dev.fettle.train.log.JsonLog;
import dev.fettle.train.log.TensorBoardLog;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;

/// The training's log files: the mean loss of every so many steps, every validation, every fall-back. They tell the
/// steps that led to the weights, each once: what comes after a point that the run goes back to is taken out.
final class History implements AutoCloseable {
    /// Steps that one line sums up.
    private static final int EVERY = 50;

    private static final String FALL_BACK = "fallBack";

    private final RunFolder folder;
    private JsonLog json;
    private TensorBoardLog events;
    private Sums sums;

    private History(RunFolder folder, JsonLog json, TensorBoardLog events, Sums sums) {
        this.folder = folder;
        this.json = json;
        this.events = events;
        this.sums = sums;
    }

    /// @param step that the run goes on from; 0 for a new one
    /// @param sums at that step
    static History open(RunFolder folder, long step, Sums sums) throws IOException {
        JsonLog json = JsonLog.open(folder.log(), line -> isBefore(line, step));
        return new History(folder, json, TensorBoardLog.create(folder.path(), step), sums);
    }

    /// Whether a line was written before the checkpoint of a step: falls back to that step came after it.
    private static boolean isBefore(JsonNode line, long step) {
        long at = line.get("step").asLong();
        return at < step || at == step && !line.has(FALL_BACK);
    }

    void stepped(TrainingListener.Progress progress) throws IOException {
        SequencedMap<String, Double> values = new LinkedHashMap<>();
        values.put("loss", progress.loss());
        progress.terms().forEach((term, value) -> values.put("loss." + term, value));
        sums = sums.plus(values);
        if (progress.step() % EVERY != 0 && progress.step() != progress.steps()) {
            return;
        }
        SequencedMap<String, Object> line = line("step", progress.step());
        line.putAll(sums.means());
        line.put("gradientNorm", progress.gradientNorm());
        line.put("learningRate", progress.learningRate());
        json.write(line);
        line.remove("step");
        for (var entry : line.entrySet()) {
            events.scalar("train/" + entry.getKey(), progress.step(), (double) entry.getValue());
        }
        sums = Sums.NONE;
    }

    /// Of the steps since the last line.
    Sums sums() {
        return sums;
    }

    /// @param findings of the training at that step
    void validated(Validation validation, SequencedMap<String, Object> findings) throws IOException {
        SequencedMap<String, Object> line = line("step", validation.step());
        SequencedMap<String, Double> values = validation.measured().byKey();
        values.forEach((key, value) ->
                line.put("validation" + Character.toUpperCase(key.charAt(0)) + key.substring(1), value));
        line.putAll(findings);
        json.write(line);
        for (var value : values.entrySet()) {
            events.scalar("validation/" + value.getKey(), validation.step(), value.getValue());
        }
    }

    /// Takes out what came after a step, and says why.
    ///
    /// @param atStep the sums at that step
    void fellBack(long step, Sums atStep, String message) throws IOException {
        close();
        json = JsonLog.open(folder.log(), step);
        events = TensorBoardLog.create(folder.path(), step);
        sums = atStep;
        SequencedMap<String, Object> line = line("step", step);
        line.put(FALL_BACK, message);
        json.write(line);
    }

    private static SequencedMap<String, Object> line(String key, long value) {
        SequencedMap<String, Object> line = new LinkedHashMap<>();
        line.put(key, value);
        return line;
    }

    @Override
    public void close() throws IOException {
        JsonLog lines = json;
        try (lines) {
            events.close();
        }
    }
}
