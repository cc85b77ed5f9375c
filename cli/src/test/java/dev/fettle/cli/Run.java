package dev.fettle.cli;

import dev.fettle.network.Configuration;
import java.io.PrintWriter;
import java.io.StringWriter;
import tools.jackson.databind.JsonNode;

/// One finished call of the program inside this process.
///
/// @param status exit code
/// @param out everything on standard output
/// @param err everything on standard error
public record Run(int status, String out, String err) {
    public static Run of(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            words[i] = args[i].toString();
        }
        int status = Fettle.run(words, new PrintWriter(out), new PrintWriter(err));
        return new Run(status, out.toString(), err.toString());
    }

    /// Standard output, which must be one JSON object and nothing else.
    public JsonNode json() {
        return Configuration.MAPPER.readTree(out);
    }
}
