package dev.fettle.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.file.Printable;
import dev.fettle.network.Configuration;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    @Test
    void jsonMeansTheSame() {
        String text = "\u001b \u009b \u202e é \n";
        String json = Configuration.MAPPER.writeValueAsString(Map.of("key", text));
        String shown = Printable.json(json);
        assertThat(shown).contains("\\u009B", "\\u202E", "é");
        assertThat(Configuration.MAPPER.readTree(shown).get("key").asString()).isEqualTo(text);
    }

    @Test
    void theConsoleSendsNothingElseToATerminal() {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Console console = new Console(new PrintWriter(out), new PrintWriter(err), true);
        String evil = "\u001b]0;owned\u0007\n\u009b2J";
        console.result(evil);
        console.result("%s", evil);
        console.json(Map.of("name", evil));
        console.note(evil);
        console.paint(evil);
        console.trace(new IllegalStateException(evil));
        String ours = (out + "" + err).replace("\r\u001b[K", ""); // erases the line
        assertThat(ours).doesNotContain("\u001b", "\u0007", "\u009b").contains("\tat ");
    }
}
