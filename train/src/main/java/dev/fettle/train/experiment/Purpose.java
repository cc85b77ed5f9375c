package dev.fettle.train.experiment;

import dev.fettle.image.degrade.Task;
import dev.fettle.network.model.Classes;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a network is trained for, as `task` names it.
public sealed interface Purpose {
    /// It undoes something, and ends in a picture.
    record Restoration(Task task) implements Purpose {
        @Override
        public String label() {
            return task.label();
        }
    }

    /// It sorts pictures, and ends in a score for each class.
    record Classification() implements Purpose {
        @Override
        public String label() {
            return Classes.TASK;
        }
    }

    /// As experiments and model files spell it.
    String label();

    /// The purpose of a {@link #label}.
    ///
    /// @throws IllegalArgumentException if there is none; the message lists what is allowed
    static Purpose parse(String label) {
        if (label.equals(Classes.TASK)) {
            return new Classification();
        }
        return new Restoration(Task.known(label).orElseThrow(() -> unknown(label)));
    }

    private static IllegalArgumentException unknown(String label) {
        String known = Stream.concat(Arrays.stream(Task.values()).map(Task::label), Stream.of(Classes.TASK))
                .collect(Collectors.joining(", "));
        return new IllegalArgumentException("unknown task '" + label + "'; known: " + known);
    }
}
