package dev.fettle.lab.front;

import dev.fettle.lab.sweep.TestSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A chart with its table: one task, one set of pictures, one protocol.
///
/// @param name of the chart's file, and for `--only`
/// @param title over it
/// @param about what a reader should know, in Markdown
/// @param set of the pictures that scores are of; without a folder, our models are timed only
/// @param models of ours, by name or file; empty for all bundled ones of the task
/// @param published networks of others
public record Panel(String name, String title, String about, TestSet set, List<String> models, List<Rival> published) {
    static final Panel DEFAULTS = new Panel("", "", "", TestSet.DEFAULTS, List.of(), List.of());

    public Panel {
        models = List.copyOf(models);
        published = List.copyOf(published);
    }

    /// Whether our models can be scored: without pictures they are timed only.
    boolean hasPictures() {
        return !set.folder().isBlank();
    }

    /// @throws IllegalArgumentException naming what is missing or said twice
    void requireComplete() {
        if (!name.matches("[A-Za-z0-9-]+") || title.isBlank() || set.name().isBlank()) {
            throw new IllegalArgumentException(
                    "panels: each needs a 'name' of letters, digits and hyphens, a 'title' and a 'set' with a 'name', got '%s', '%s' and '%s'"
                            .formatted(name, title, set.name()));
        }
        set.requireOf(false);
        if (!set.steps().isBlank()) {
            throw new IllegalArgumentException(
                    "panel '%s': nobody publishes scores of 'steps'; give the set scale, sigma or quality"
                            .formatted(name));
        }
        Set<String> names = new HashSet<>();
        for (Rival rival : published) {
            rival.requireComplete(name);
            if (!names.add(rival.name())) {
                throw new IllegalArgumentException(
                        "panel '%s': '%s' is published twice; name the two apart".formatted(name, rival.name()));
            }
        }
    }
}
