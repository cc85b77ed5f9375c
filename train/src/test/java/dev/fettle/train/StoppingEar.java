package dev.fettle.train;

import java.util.ArrayList;
import java.util.List;

/// Keeps what a training tells, and cancels it after a step.
final class StoppingEar implements TrainingListener {
    private final List<String> told = new ArrayList<>();
    private final long cancelAfter;
    private long step;

    StoppingEar(long cancelAfter) {
        this.cancelAfter = cancelAfter;
    }

    /// Never cancels.
    StoppingEar() {
        this(Long.MAX_VALUE);
    }

    @Override
    public void stepped(Progress progress) {
        step = progress.step();
    }

    @Override
    public void told(String message) {
        told.add(message);
    }

    List<String> told() {
        return List.copyOf(told);
    }

    @Override
    public boolean isCancelled() {
        return step >= cancelAfter;
    }
}
