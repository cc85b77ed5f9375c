package dev.fettle.lab.front;

import dev.fettle.network.Configuration;
import dev.fettle.train.settings.SettingsFile;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// A page of charts, as a YAML file describes it.
///
/// @param title of the page
/// @param about what it shows and how it is made again, in Markdown
/// @param timing of all networks
/// @param sources of published scores
/// @param panels a chart and a table each
public record Front(String title, String about, Timing timing, List<Source> sources, List<Panel> panels) {
    private static final Front DEFAULTS = new Front("", "", Timing.DEFAULTS, List.of(), List.of());
    private static final String PANELS = "panels";

    public Front {
        sources = List.copyOf(sources);
        panels = List.copyOf(panels);
    }

    /// @param overrides `a.b=c`, laid over the file; a panel is found by its name:
    /// `panels.sr-x2.set.folder=/data/Set5`
    /// @throws IllegalArgumentException naming the file and the place, for anything that is no valid
    /// description
    public static Front load(Path file, List<String> overrides) {
        return SettingsFile.load(file, settings -> of(SettingsFile.set(settings, overrides)));
    }

    private static Front of(JsonNode settings) {
        requireNoGaps("front", settings);
        JsonNode complete = settings.deepCopy();
        if (complete.path(PANELS) instanceof ArrayNode panels) {
            for (int i = 0; i < panels.size(); i++) {
                Configuration.completeEach("front.panels[" + i + "]", panels.get(i), "published", Rival.DEFAULTS);
            }
        }
        Configuration.completeEach("front", complete, PANELS, Panel.DEFAULTS);
        Configuration.completeEach("front", complete, "sources", Source.DEFAULTS);
        Front front = Configuration.overlay("front", DEFAULTS, complete);
        front.requireComplete();
        return front;
    }

    /// A key with nothing behind it would be no text at all.
    private static void requireNoGaps(String place, JsonNode block) {
        for (var entry : block.properties()) {
            if (entry.getValue().isNull()) {
                throw new IllegalArgumentException(
                        "%s: '%s' has no value; leave the key out".formatted(place, entry.getKey()));
            }
            requireNoGaps(place + "." + entry.getKey(), entry.getValue());
        }
        for (int i = 0; block instanceof ArrayNode && i < block.size(); i++) {
            requireNoGaps(place + "[" + i + "]", block.get(i));
        }
    }

    private void requireComplete() {
        if (title.isBlank() || panels.isEmpty()) {
            throw new IllegalArgumentException("front: 'title' and 'panels' are needed, at least one panel");
        }
        sources.forEach(Source::requireComplete);
        requireDifferent("source", sources.stream().map(Source::name).toList());
        panels.forEach(Panel::requireComplete);
        requireDifferent("panel", panels.stream().map(Panel::name).toList());
        panels.stream().flatMap(panel -> panel.published().stream()).forEach(this::source);
    }

    private static void requireDifferent(String what, List<String> names) {
        Set<String> seen = new HashSet<>();
        names.stream().filter(name -> !seen.add(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("front: " + what + " '" + name + "' is named twice");
        });
    }

    /// Where a network's score stands.
    ///
    /// @throws IllegalArgumentException if there is no such source; the message lists those that there
    /// are
    Source source(Rival rival) {
        return sources.stream()
                .filter(source -> source.name().equals(rival.source()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'%s': unknown source '%s'; known: %s"
                        .formatted(
                                rival.name(),
                                rival.source(),
                                sources.stream().map(Source::name).collect(Collectors.joining(", ")))));
    }

    /// The panels of some names alone; of no names, all.
    ///
    /// @throws IllegalArgumentException for an unknown name; the message lists the known ones
    public Front only(List<String> names) {
        List<String> known = panels.stream().map(Panel::name).toList();
        names.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("unknown panel '" + name + "'; known: " + String.join(", ", known));
        });
        return new Front(
                title,
                about,
                timing,
                sources,
                panels.stream()
                        .filter(panel -> names.isEmpty() || names.contains(panel.name()))
                        .toList());
    }
}
