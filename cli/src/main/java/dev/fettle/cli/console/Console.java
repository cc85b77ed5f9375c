package dev.fettle.cli.console;

import dev.fettle.file.Printable;
import dev.fettle.network.Configuration;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;

/// Where a command prints: results on standard output, everything else on standard error. Lines may hold whatever was
/// read from files; what could control a terminal is escaped here ({@link Printable}).
///
/// @param out results only; with `--json` exactly one JSON object
/// @param err progress, notes and problems
/// @param terminal whether a person watches, so that a line may be painted over
public record Console(PrintWriter out, PrintWriter err, boolean terminal) {
    private static final String ERASE_LINE = "\r\u001b[K";

    /// One line of the result.
    public void result(String line) {
        out.println(Printable.line(line));
    }

    /// Several lines of the program's own, such as a script.
    public void text(String lines) {
        out.println(lines);
    }

    /// The result as one JSON object. Infinite values appear as the string `"Infinity"`, which JSON has no number for.
    public void json(Object result) {
        String text = Configuration.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(result);
        out.println(Printable.json(text));
        out.flush();
    }

    /// One line about the work, not part of the result.
    public void note(String line) {
        err.println(Printable.line(line));
        err.flush();
    }

    /// Where in the program a problem arose.
    public void trace(Throwable problem) {
        StringWriter trace = new StringWriter();
        problem.printStackTrace(new PrintWriter(trace));
        trace.toString().lines().forEach(line -> {
            String indent = line.startsWith("\t") ? "\t" : "";
            err.println(indent + Printable.line(line.substring(indent.length())));
        });
        err.flush();
    }

    /// A formatted line of the result; numbers look the same in every country.
    public void result(String format, Object... values) {
        result(String.format(Locale.ROOT, format, values));
    }

    /// A line that the next one replaces; nothing where no person watches.
    public void paint(String line) {
        if (terminal) {
            err.print(ERASE_LINE + Printable.line(line));
            err.flush();
        }
    }

    /// Removes what was painted.
    public void erase() {
        paint("");
    }
}
