package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.ImageFormatException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ContentTest {
    @Test
    void noByteOfAFileReachesTheTerminalAsACommand() {
        String evil =
                "red \u001B[31m, \u009B2J, bell \7, turned \u202E, new\nline \u2028, alone \uD800, \u00E9 \u00B5 \u732B";
        assertThat(Content.printable(evil))
                .isEqualTo("red ?[31m, ?2J, bell ?, turned ?, new?line ?, alone ?, \u00E9 \u00B5 \u732B");
        Content content = new Content(new byte[0], "test", Format.PNG);
        assertThat(content.damaged("it needs the unknown chunk \u001B]0;")).hasMessageContaining("chunk ?]0;");
        assertThat(content.unsupported("version \u009B31m")).hasMessageContaining("version ?31m");
    }

    @Test
    void neitherDoWordsOfAForeignDecoder() {
        assertThatThrownBy(() -> Deadline.call(
                        () -> {
                            throw new IllegalStateException("chunk \u001B[2J is wrong\nsecond line");
                        },
                        Duration.ofSeconds(5),
                        "test"))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("its decoder says: chunk ?[2J is wrong)");
    }
}
