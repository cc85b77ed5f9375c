package dev.fettle.runtime;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a model undoes.
public enum Task {
    /// Super-resolution: a larger picture.
    SR,
    /// Removal of noise.
    DENOISE,
    /// Removal of JPEG artifacts.
    DEBLOCK;

    /// The name in model files and on the command line: `sr`, `denoise`, `deblock`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The task with the given {@link #label}.
    ///
    /// @throws IllegalArgumentException if there is none; the message lists what is allowed
    public static Task parse(String label) {
        return known(label)
                .orElseThrow(() -> new IllegalArgumentException("unknown task '" + label + "'; known: "
                        + Arrays.stream(values()).map(Task::label).collect(Collectors.joining(", "))));
    }

    /// The task with the given {@link #label}; empty if there is none.
    static Optional<Task> known(String label) {
        return Arrays.stream(values())
                .filter(task -> task.label().equals(label))
                .findFirst();
    }
}
