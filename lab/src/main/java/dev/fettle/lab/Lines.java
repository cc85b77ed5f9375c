package dev.fettle.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A report as lines of text, with numbers that look the same in every country.
public final class Lines {
    private final List<String> lines = new ArrayList<>();

    /// One line.
    ///
    /// @param format of {@link String#format}
    public void add(String format, Object... values) {
        lines.add(String.format(Locale.ROOT, format, values));
    }

    /// All lines, in order.
    public List<String> all() {
        return List.copyOf(lines);
    }
}
