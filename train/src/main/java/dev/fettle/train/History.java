package dev.fettle.train;

import dev.fettle.train.log.JsonLog;
import dev.fettle.train.log.TensorBoardLog;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// The training's log files: the mean loss of every so many steps, every validation, every fall-back.
final class History implements AutoCloseable {
    /// Steps that one line sums up.
    private static final int EVERY = 50;

    private final JsonLog json;
    private final TensorBoardLog events;
    private double lossSum;
    private int losses;

    private History(JsonLog json, TensorBoardLog events) {
        this.json = json;
        this.events = events;
    }

    /// @param step that the run goes on from; 0 for a new one
    static History open(RunFolder folder, long step) throws IOException {
        return new History(JsonLog.open(folder.log(), step), TensorBoardLog.create(folder.path(), step));
    }

    void stepped(TrainingListener.Progress progress) throws IOException {
        lossSum += progress.loss();
        losses++;
        if (progress.step() % EVERY != 0 && progress.step() != progress.steps()) {
            return;
        }
        SequencedMap<String, Object> line = line("step", progress.step());
        line.put("loss", lossSum / losses);
        line.put("gradientNorm", progress.gradientNorm());
        line.put("learningRate", progress.learningRate());
        json.write(line);
        events.scalar("train/loss", progress.step(), lossSum / losses);
        events.scalar("train/gradientNorm", progress.step(), progress.gradientNorm());
        events.scalar("train/learningRate", progress.step(), progress.learningRate());
        lossSum = 0;
        losses = 0;
    }

    void validated(long step, double psnrY) throws IOException {
        SequencedMap<String, Object> line = line("step", step);
        line.put("validationPsnrY", psnrY);
        json.write(line);
        events.scalar("validation/psnrY", step, psnrY);
    }

    void fellBack(long step, String message) throws IOException {
        SequencedMap<String, Object> line = line("step", step);
        line.put("fallBack", message);
        json.write(line);
        lossSum = 0;
        losses = 0;
    }

    private static SequencedMap<String, Object> line(String key, long value) {
        SequencedMap<String, Object> line = new LinkedHashMap<>();
        line.put(key, value);
        return line;
    }

    @Override
    public void close() throws IOException {
        try (json) {
            events.close();
        }
    }
}
