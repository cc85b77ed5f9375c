package dev.fettle.lab.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.lab.NamedNetwork;
import dev.fettle.network.Graph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Descriptions of pages, and the one that is shipped.
class FrontTest {
    private static final Path SHIPPED = Path.of("..", "docs", "models", "front.yaml");
    private static final Pattern COUNTED = Pattern.compile("([\\d.]+) ([KM])( .*)?");

    private static final String PAGE = """
            title: Front
            sources: [{name: etds, text: Chao et al., protocol: luma}]
            panels:
              - name: sr-x2
                title: Enlarging
                set: {name: Set5, folder: set5, scale: 2}
                published: [{name: ETDS-L, network: etds-l, psnr: 37.64, source: etds}]
            """;

    @TempDir
    Path folder;

    private Front load(String text, String... settings) throws IOException {
        return Front.load(Files.writeString(folder.resolve("front.yaml"), text), List.of(settings));
    }

    @Test
    void whatIsNotSaidTakesTheDefault() throws IOException {
        Front front = load(PAGE, "panels.sr-x2.set.folder=/data/Set5", "timing.runs=2");
        assertThat(front.timing()).isEqualTo(new Timing(1280, 720, 1, 2, 1.5));
        Panel panel = front.panels().getFirst();
        assertThat(panel.set().folder()).isEqualTo("/data/Set5");
        assertThat(panel.set().protocol()).isEqualTo("y");
        assertThat(panel.published()).containsExactly(new Rival("ETDS-L", "etds-l", 37.64, "etds", "", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "title: Front | \"\" | 'title' and 'panels' are needed",
                "title: Front | titel: Front | did you mean 'title'?",
                "title: Enlarging | title: '' | a 'name' of letters, digits and hyphens, a 'title' and a 'set'",
                "name: sr-x2 | name: sr/x2 | got 'sr/x2'",
                "name: sr-x2 | nmae: sr-x2 | front.panels[0]: unknown key 'nmae'; did you mean 'name'?",
                "psnr: 37.64 | psrn: 37.64 | did you mean 'psnr'?",
                "psnr: 37.64 | psnr: 3764 | 'ETDS-L': psnr must be 0 to 100 dB, got 3764.0",
                "psnr: 37.64 | psnr: high | psnr must be a number",
                "source: etds} | source: ''} | needs 'name', 'network', 'psnr' and 'source'",
                "source: etds} | source: carn} | 'ETDS-L': unknown source 'carn'; known: etds",
                "protocol: luma | protocol: '' | sources: each needs 'name', 'text' and 'protocol'",
                "[{name: ETDS-L, network: etds-l, psnr: 37.64, source: etds}] | 3 | published: a list is expected, got 3",
                "scale: 2 | scale: 2, quality: 10 | needs one of scale (at least 2), sigma, quality and steps",
                "scale: 2 | steps: 'noise 25 then jpeg 90' | nobody publishes scores of 'steps'",
                "sources: [ | timing: {width: 0} # | timing: width and height must be 1 to 16384, got 0 and 720",
                "sources: [ | timing: {threads: 0} # | threads must be 1 to 1024 and runs 1 to 1000, got 0 and 5",
            })
    void aWrongDescriptionIsRefusedByFileAndPlace(String was, String becomes, String says) {
        assertThat(PAGE).contains(was);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> load(PAGE.replace(was, becomes)))
                .withMessageContaining("front.yaml: ")
                .withMessageContaining(says)
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
    }

    @Test
    void whatIsNamedTwiceIsRefused() {
        String panel = PAGE.substring(PAGE.indexOf("  - name"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> load(PAGE + panel))
                .withMessageContaining("front: panel 'sr-x2' is named twice");
        String rival = "{name: ETDS-L, network: etds-l, psnr: 37.64, source: etds}";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> load(PAGE.replace(rival, rival + ", " + rival)))
                .withMessageContaining("panel 'sr-x2': 'ETDS-L' is published twice");
    }

    @Test
    void panelsAreChosenByName() throws IOException {
        Front front = load(PAGE);
        assertThat(front.only(List.of())).isEqualTo(front);
        assertThat(front.only(List.of("sr-x2"))).isEqualTo(front);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> front.only(List.of("sr-x3")))
                .withMessage("unknown panel 'sr-x3'; known: sr-x2");
    }

    @Test
    void aResultMustBeAMultipleOfTheScale() {
        assertThat(new Timing(1280, 720, 1, 1, 0).input(4)).hasToString("320x180");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Timing(1280, 722, 1, 1, 0).input(4))
                .withMessageContaining("1280x722 is no multiple of 4");
    }

    /// As many parameters as its source counts. FSRCNN's counts neither biases nor slopes, CARN-M's
    /// those of all scales.
    @Test
    void theShippedPageTimesWhatWasPublished() {
        Front front = Front.load(SHIPPED, List.of());
        assertThat(front.panels()).hasSizeGreaterThan(3);
        for (Panel panel : front.panels()) {
            for (Rival rival : panel.published()) {
                Competitor competitor = Competitor.of(rival, panel.set().scale(), front.timing());
                Matcher counted = COUNTED.matcher(rival.parameters());
                if (counted.matches() && !rival.name().equals("FSRCNN")) {
                    double published = Double.parseDouble(counted.group(1))
                            * (counted.group(2).equals("K") ? 1e3 : 1e6);
                    Graph graph = counted.group(3) == null
                            ? competitor.graph()
                            : NamedNetwork.parse(rival.network(), Optional.empty())
                                    .graph();
                    assertThat(graph.parameterCount() / published)
                            .as("%s, %s", panel.name(), rival.name())
                            .isCloseTo(1, within(0.02));
                }
            }
        }
    }

    @Test
    void theShippedPageIsMadeOfTheShippedFile() throws IOException {
        String page = Files.readString(SHIPPED.resolveSibling("README.md"));
        for (Panel panel : Front.load(SHIPPED, List.of()).panels()) {
            assertThat(page).contains("## " + panel.title(), panel.about().strip());
            assertThat(SHIPPED.resolveSibling("pictures/README-" + panel.name() + ".svg"))
                    .exists();
            for (Rival rival : panel.published()) {
                assertThat(page).contains("| " + rival.name() + " | ", "| %.2f | published (".formatted(rival.psnr()));
            }
        }
    }
}
