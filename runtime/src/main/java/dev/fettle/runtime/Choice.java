package dev.fettle.runtime;

import dev.fettle.image.degrade.Task;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a {@link Chain} does with a picture.
///
/// @param tasks in their order; none where the picture is best left as it is
/// @param reason where the tasks were chosen for this picture: what was found, and what therefore is done,
/// in one line
public record Choice(List<Task> tasks, Optional<String> reason) {
    public Choice {
        tasks = List.copyOf(tasks);
    }

    static Choice all(List<Task> tasks) {
        return new Choice(tasks, Optional.empty());
    }

    static Choice of(List<Task> tasks, Diagnosis diagnosis) {
        String done = tasks.isEmpty()
                ? "left as it is"
                : tasks.stream().map(Task::label).collect(Collectors.joining(", then "));
        return new Choice(tasks, Optional.of(diagnosis.text() + ": " + done));
    }
}
