package dev.fettle.runtime;

import dev.fettle.image.degrade.Task;
import dev.fettle.runtime.Diagnosis.Symptom;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

/// Which tasks help which picture: a tree of thresholds, which `fettle calibrate auto` measures with the
/// models at hand. Those for the bundled models are the resource `models/auto.txt`.
///
/// As text, each line is a symptom with a threshold, whose two branches follow, indented: first for
/// pictures below it, then for those from there on; or it is what is to be done: `nothing`, or tasks with
/// commas between.
///
///     quality 70
///         deblock
///         apart 5.5
///             nothing
///             denoise
///
/// Lines that are empty or begin with # do not count.
public sealed interface Remedies {
    /// What is done, in this order.
    List<Task> of(Diagnosis diagnosis);

    /// @param tasks none where the picture is better left as it is
    record Leaf(List<Task> tasks) implements Remedies {
        public Leaf {
            tasks = List.copyOf(tasks);
        }

        @Override
        public List<Task> of(Diagnosis diagnosis) {
            return tasks;
        }
    }

    /// @param below for pictures whose symptom is less than the threshold
    /// @param from for the others
    record Split(Symptom symptom, double threshold, Remedies below, Remedies from) implements Remedies {
        @Override
        public List<Task> of(Diagnosis diagnosis) {
            return (diagnosis.value(symptom) < threshold ? below : from).of(diagnosis);
        }
    }

    /// Those that were measured with the bundled models.
    static Remedies bundled() {
        try (InputStream resource = Remedies.class.getResourceAsStream("models/auto.txt")) {
            if (resource == null) {
                throw new IllegalStateException("models/auto.txt is not in this build");
            }
            return parse(new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("models/auto.txt cannot be read", e);
        }
    }

    /// @throws IllegalArgumentException if these are no such lines; the message names the first that is
    /// wrong
    static Remedies parse(List<String> lines) {
        Iterator<String> words = lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .iterator();
        Remedies whole = next(words);
        if (words.hasNext()) {
            throw new IllegalArgumentException("remedies: '%s' belongs to no branch".formatted(words.next()));
        }
        return whole;
    }

    private static Remedies next(Iterator<String> lines) {
        if (!lines.hasNext()) {
            throw new IllegalArgumentException("remedies: a branch is missing at the end");
        }
        String line = lines.next();
        String[] words = line.split(" ", -1);
        return switch (words.length) {
            case 1 -> new Leaf(line.equals("nothing") ? List.of() : tasks(line));
            case 2 -> new Split(symptom(words[0]), threshold(line, words[1]), next(lines), next(lines));
            default -> throw new IllegalArgumentException("remedies: '%s' is neither".formatted(line));
        };
    }

    private static List<Task> tasks(String line) {
        return Arrays.stream(line.split(",", -1)).map(Task::parse).toList();
    }

    private static Symptom symptom(String word) {
        return Arrays.stream(Symptom.values())
                .filter(symptom -> symptom.label().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("remedies: unknown symptom '%s'".formatted(word)));
    }

    private static double threshold(String line, String word) {
        try {
            return Double.parseDouble(word);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("remedies: '%s' has no number".formatted(line), e);
        }
    }

    /// As {@link #parse} takes them.
    default List<String> lines() {
        return switch (this) {
            case Leaf(List<Task> tasks) -> List.of(label(tasks));
            case Split(Symptom symptom, double threshold, Remedies below, Remedies from) -> {
                List<String> lines = new ArrayList<>();
                lines.add(symptom.label() + " "
                        + new BigDecimal(String.valueOf(threshold))
                                .stripTrailingZeros()
                                .toPlainString());
                below.lines().forEach(line -> lines.add("    " + line));
                from.lines().forEach(line -> lines.add("    " + line));
                yield lines;
            }
        };
    }

    /// `nothing`, or the tasks with commas between.
    static String label(List<Task> tasks) {
        return tasks.isEmpty() ? "nothing" : tasks.stream().map(Task::label).collect(Collectors.joining(","));
    }
}
