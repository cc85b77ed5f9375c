package dev.fettle.runtime.engine;

import dev.fettle.network.Shape;
import dev.fettle.runtime.engine.Elementwise.Operand;
import java.util.List;

/// A network made ready for pictures of one size: its steps and the memory that they work in. Allocates
/// nothing while it runs. Not thread-safe, and no two plans of one engine may run at the same time.
public final class Plan {
    private final Schedule schedule;
    private final Workers workers;
    private final List<Task> tasks;
    private final Operand input;
    private final Operand output;
    private final long bufferBytes;

    Plan(Schedule schedule, Workers workers) {
        this.schedule = schedule;
        this.workers = workers;
        tasks = schedule.allocateTasks(schedule.allocateMaps());
        input = schedule.input();
        output = schedule.output();
        bufferBytes = schedule.bufferBytes();
    }

    /// Memory of feature maps and of the threads' scratch arrays; the packed weights, which all plans of an
    /// engine share, come on top.
    public long bufferBytes() {
        return bufferBytes;
    }

    /// (1, C', H', W')
    public Shape outputShape() {
        Layout layout = output.layout();
        return Shape.of(layout.pictures(), layout.channels(), layout.height(), layout.width());
    }

    /// Runs the network.
    ///
    /// @param from C·H·W values, planar
    /// @param to C'·H'·W' values, planar; overwritten
    /// @throws IllegalArgumentException if an array has another length
    public void run(float[] from, float[] to) {
        requireLength("input", from, input.layout());
        requireLength("output", to, output.layout());
        load(from);
        for (Step step : schedule.steps()) {
            workers.run(step, tasks);
        }
        store(to);
    }

    private static void requireLength(String what, float[] array, Layout layout) {
        int length = layout.rows() * layout.rowLength();
        if (array.length != length) {
            throw new IllegalArgumentException(what + ": " + length + " values are expected, got " + array.length);
        }
    }

    /// (N, C, H, W) → (N, H, W, C) with border.
    private void load(float[] planes) {
        Layout layout = input.layout();
        float[] map = input.map(tasks.getFirst());
        int channels = layout.channels();
        int from = 0;
        for (int i = 0; i < layout.pictures() * channels; i++) {
            for (int row = 0; row < layout.height(); row++) {
                int to = layout.position(i / channels, row, 0) + i % channels;
                for (int column = 0; column < layout.width(); column++) {
                    map[to + column * channels] = planes[from++];
                }
                layout.clearBorder(map, i / channels, row);
            }
        }
    }

    /// (N, H, W, C) → (N, C, H, W)
    private void store(float[] planes) {
        Layout layout = output.layout();
        float[] map = output.map(tasks.getFirst());
        int channels = layout.channels();
        int to = 0;
        for (int i = 0; i < layout.pictures() * channels; i++) {
            for (int row = 0; row < layout.height(); row++) {
                int from = layout.position(i / channels, row, 0) + i % channels;
                for (int column = 0; column < layout.width(); column++) {
                    planes[to++] = map[from + column * channels];
                }
            }
        }
    }
}
