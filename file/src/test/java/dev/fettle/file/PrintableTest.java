package dev.fettle.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "a b.jpg", "für 猫 🐈.png", "C:\\photos\\x2.png", "100 % (2× as wide)"})
    void textWithoutControlsStaysAsItIs(String text) {
        assertThat(Printable.line(text)).isEqualTo(text);
        assertThat(Printable.name(text)).isEqualTo(text);
    }

    @Test
    void controlsAndMarksOfDirectionAreEscaped() {
        assertThat(Printable.line("a\nb\r\t\u001b[31m\u0000\u007f")).isEqualTo("a\\x0Ab\\x0D\\x09\\x1B[31m\\x00\\x7F");
        assertThat(Printable.line("\u009b31m\u0085 \u2028 \u202egnp.exe \u2066\u200f\u061c"))
                .isEqualTo("\\u009B31m\\u0085 \\u2028 \\u202Egnp.exe \\u2066\\u200F\\u061C");
    }

    @Test
    void noControlCharacterIsLeft() {
        for (int point = 0; point < 0x3000; point++) {
            String shown = Printable.line("<" + Character.toString(point) + ">");
            assertThat(shown.chars().anyMatch(Character::isISOControl))
                    .as("U+%04X", point)
                    .isFalse();
        }
    }

    @Test
    void aNameThatLooksLikeAnEscapeIsToldFromOne() {
        assertThat(Printable.name("a\nb")).isEqualTo("a\\x0Ab");
        assertThat(Printable.name("a\\x0Ab")).isEqualTo("a\\x5Cx0Ab");
        assertThat(Printable.name("a\\u202Eb")).isEqualTo("a\\x5Cu202Eb");
    }

    /// E9 is é in Latin-1; C3 A9 is é in UTF-8; E2 82 is the beginning of the euro sign.
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void bytesThatAreNoTextAreEscaped() {
        assertThat(Printable.name(Path.of(URI.create("file:///d%E9/caf%C3%A9%E9%0A%E2%82.jpg"))))
                .isEqualTo("/d\\xE9/café\\xE9\\x0A\\xE2\\x82.jpg");
    }
}
