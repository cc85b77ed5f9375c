package dev.fettle.runtime;

import dev.fettle.image.degrade.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is to be done with pictures: tasks one after the other, or first whatever each picture needs.
///
/// A task is named once: done twice it blurs. Super-resolution comes last, since networks for noise and for
/// JPEG artifacts know these as they are before they are enlarged. The other two may stand in either order.
///
/// @param isChosen whether each picture is first looked at, and noise and JPEG artifacts are removed where
/// that helps
/// @param tasks in their order; of a chosen sequence what follows then, super-resolution or nothing
public record TaskSequence(boolean isChosen, List<Task> tasks) {
    /// The word for {@link #isChosen}.
    public static final String CHOSEN = "auto";

    public TaskSequence {
        tasks = List.copyOf(tasks);
        String label = label(isChosen, tasks);
        if (tasks.isEmpty() && !isChosen) {
            throw new IllegalArgumentException("no task is named; known: " + known());
        }
        if (tasks.stream().distinct().count() < tasks.size()) {
            throw new IllegalArgumentException("task '%s': name each task once".formatted(label));
        }
        if (tasks.indexOf(Task.SR) >= 0 && tasks.indexOf(Task.SR) < tasks.size() - 1) {
            throw new IllegalArgumentException(
                    "task '%s': sr comes last, for noise and JPEG artifacts are removed before they are enlarged"
                            .formatted(label));
        }
        if (isChosen && tasks.stream().anyMatch(task -> task != Task.SR)) {
            throw new IllegalArgumentException(
                    "task '%s': %s chooses among denoise and deblock itself, and only sr may follow"
                            .formatted(label, CHOSEN));
        }
    }

    /// Tasks by their labels with commas between, such as `deblock,sr`; `auto` and `auto,sr` are chosen for
    /// each picture.
    ///
    /// @throws IllegalArgumentException if this is no sequence; the message says why
    public static TaskSequence parse(String text) {
        List<String> words = new ArrayList<>(Arrays.asList(text.split(",", -1)));
        boolean isChosen = words.getFirst().equals(CHOSEN);
        if (isChosen) {
            words.removeFirst();
        }
        return new TaskSequence(isChosen, words.stream().map(TaskSequence::task).toList());
    }

    private static Task task(String word) {
        return Task.known(word)
                .orElseThrow(() -> new IllegalArgumentException(
                        word.equals(CHOSEN)
                                ? "%s comes first, and once".formatted(CHOSEN)
                                : "unknown task '%s'; known: %s, or several with commas between"
                                        .formatted(word, known())));
    }

    private static String known() {
        return Stream.concat(Arrays.stream(Task.values()).map(Task::label), Stream.of(CHOSEN))
                .collect(Collectors.joining(", "));
    }

    private static String label(boolean isChosen, List<Task> tasks) {
        return Stream.concat(
                        Stream.of(CHOSEN).filter(_ -> isChosen), tasks.stream().map(Task::label))
                .collect(Collectors.joining(","));
    }

    /// As {@link #parse} takes it.
    public String label() {
        return label(isChosen, tasks);
    }

    public boolean enlarges() {
        return tasks.contains(Task.SR);
    }

    /// Whether noise or JPEG artifacts are, or may be, removed.
    public boolean repairs() {
        return isChosen || !tasks.equals(List.of(Task.SR));
    }

    /// Whether one task alone is named.
    public boolean isSingle() {
        return !isChosen && tasks.size() == 1;
    }

    /// The tasks that models are needed for, in an order in which they can be done.
    List<Task> needed() {
        return isChosen
                ? Stream.concat(Stream.of(Task.DENOISE, Task.DEBLOCK), tasks.stream())
                        .toList()
                : tasks;
    }
}
