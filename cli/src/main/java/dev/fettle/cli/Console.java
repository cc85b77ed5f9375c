package dev.fettle.cli;

import dev.fettle.network.Configuration;
import java.io.PrintWriter;
import java.util.Locale;

/// Where a command prints: results on standard output, everything else on standard error.
///
/// @param out results only; with `--json` exactly one JSON object
/// @param err progress, notes and problems
/// @param terminal whether a person watches, so that a line may be painted over
public record Console(PrintWriter out, PrintWriter err, boolean terminal) {
    private static final String ERASE_LINE = "\r\u001b[K";

    /// One line of the result.
    public void result(String line) {
        out.println(line);
    }

    /// The result as one JSON object. Infinite values appear as the string `"Infinity"`, which JSON has no number for.
    public void json(Object result) {
        out.println(Configuration.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(result));
        out.flush();
    }

    /// One line about the work, not part of the result.
    public void note(String line) {
        err.println(line);
        err.flush();
    }

    /// A formatted line of the result; numbers look the same in every country.
    public void result(String format, Object... values) {
        result(String.format(Locale.ROOT, format, values));
    }

    /// A line that the next one replaces; nothing where no person watches.
    public void paint(String line) {
        if (terminal) {
            err.print(ERASE_LINE + line);
            err.flush();
        }
    }

    /// Removes what was painted.
    public void erase() {
        paint("");
    }
}
