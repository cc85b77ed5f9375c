package dev.fettle.lab.prune;

import dev.fettle.file.FileName;
import dev.fettle.lab.NamedNetwork;
import dev.fettle.network.architecture.Slim;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/// Widths that somebody names.
public final class GivenWidths {
    private GivenWidths() {}

    /// @param text `GROUP=N,GROUP=N`, a saved plan's file (`.json`), or a slim network as `fettle cost`
    /// takes it
    /// @param scale of a published network
    /// @throws IllegalArgumentException if it is none of these
    public static Budget.Given parse(String text, Optional<Integer> scale) {
        if (text.contains("=")) {
            return new Budget.Given(listed(text), "--widths");
        }
        if (text.endsWith(".json")) {
            return new Budget.Given(new PlanFile(FileName.parse(text)).widths(), text);
        }
        if (!text.isBlank() && NamedNetwork.parse(text, scale).architecture() instanceof Slim slim) {
            return new Budget.Given(slim.widths(), text);
        }
        throw new IllegalArgumentException(
                "--widths '%s': has no widths; name a slim network, a plan (.json) or GROUP=N,…".formatted(text));
    }

    private static SequencedMap<String, Integer> listed(String text) {
        SequencedMap<String, Integer> widths = new LinkedHashMap<>();
        for (String entry : text.split(",", -1)) {
            int equals = entry.indexOf('=');
            String number = entry.substring(equals + 1).strip();
            if (equals < 1 || !number.matches("\\d{1,6}")) {
                throw new IllegalArgumentException("--widths needs GROUP=N,GROUP=N, got '" + entry + "'");
            }
            String group = entry.substring(0, equals).strip();
            if (widths.put(group, Integer.parseInt(number)) != null) {
                throw new IllegalArgumentException("--widths names the group '" + group + "' twice");
            }
        }
        return widths;
    }
}
