package dev.fettle.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.lab.report.SweepResults.Curve;
import dev.fettle.lab.report.SweepResults.Millis;
import dev.fettle.lab.report.SweepResults.PictureScores;
import dev.fettle.lab.report.SweepResults.Point;
import dev.fettle.lab.report.SweepResults.Run;
import dev.fettle.lab.report.SweepResults.Scored;
import dev.fettle.lab.report.SweepResults.Variant;
import dev.fettle.lab.sweep.Across;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYDataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a drawing says, read from its SVG.
class ChartsTest {
    private static SweepResults results(List<Point> loss, long parameters, double psnr) {
        Scored scored = new PictureScores("y bt601 border=2 uint8", psnr, 0.9, List.of(), List.of());
        Run run = new Run(1, "runs/a", "trained", new Curve(loss, List.of()), Map.of("Set5", scored));
        Optional<Millis> latency = Optional.of(new Millis(125, 125, 125, List.of(125.0)));
        Variant variant = new Variant("a", new LinkedHashMap<>(), parameters, 5913, latency, List.of(run));
        return new SweepResults(
                "title",
                "",
                "",
                List.of(new SweepResults.Column("Set5", "Set5", "bicubic x2", 1)),
                List.of(variant),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of());
    }

    /// @param y where its base line is, from the top
    private record Text(double y, String words) {
        boolean isNumber() {
            return words.matches("-?[\\d,.]+( M)?");
        }
    }

    private static List<Text> drawn(Charts.Named chart) {
        return Pattern.compile("<text[^>]* y=\"([^\"]+)\"[^>]*>([^<>]+)</text")
                .matcher(chart.drawn().svg())
                .results()
                .map(text -> new Text(
                        Double.parseDouble(text.group(1)), text.group(2).strip()))
                .toList();
    }

    private static List<String> texts(Charts.Named chart) {
        return drawn(chart).stream().map(Text::words).toList();
    }

    @Test
    void aCurveOfOnePointHasAMarkAndItsStepBelow() {
        Charts.Named loss =
                Charts.of(results(List.of(new Point(50, 0.0314)), 1000, 36)).getFirst();
        XYLineAndShapeRenderer renderer =
                (XYLineAndShapeRenderer) loss.chart().getXYPlot().getRenderer();
        assertThat(renderer.getItemShapeVisible(0, 0)).isTrue();
        assertThat(texts(loss)).contains("50").doesNotContain("5E1");
        Charts.Named two = Charts.of(results(List.of(new Point(50, 1), new Point(100, 2)), 1000, 36))
                .getFirst();
        assertThat(((XYLineAndShapeRenderer) two.chart().getXYPlot().getRenderer()).getItemShapeVisible(0, 0))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 50, 5_000, 83_796, 4_877_812, 43_680_003, 38_405_456_000L})
    void everyLabelIsAPlainNumberThatNoOtherRepeats(long number) {
        for (Charts.Named chart : Charts.of(results(List.of(new Point(number, 0.0314)), number, 36.5))) {
            assertThat(texts(chart))
                    .as(chart.name())
                    .noneMatch(text -> text.matches(".*\\dE-?\\d.*"))
                    .hasSizeGreaterThan(4);
            List<Text> numbers = drawn(chart).stream().filter(Text::isNumber).toList();
            double lowest = numbers.stream().mapToDouble(Text::y).max().orElseThrow();
            numbers.stream()
                    .collect(Collectors.partitioningBy(text -> text.y() == lowest)) // the axis across, the axis up
                    .forEach((isAcross, labels) -> assertThat(labels)
                            .as("%s, across: %s", chart.name(), isAcross)
                            .isNotEmpty()
                            .extracting(Text::words)
                            .doesNotHaveDuplicates());
        }
    }

    /// Terms of the loss and other measures have charts of their own, by their keys in the log.
    @Test
    void everyTermOfTheLossIsDrawn() {
        List<Point> line = List.of(new Point(50, 0.25), new Point(100, 0.125));
        SequencedMap<String, List<Point>> others = new LinkedHashMap<>();
        others.put("loss.dual", line);
        others.put("validationPsnrRgb", line);
        Run run = new Run(1, "runs/a", "trained", new Curve(line, List.of(), others), Map.of());
        SweepResults plain = results(line, 1000, 30);
        SweepResults results = new SweepResults(
                "title",
                "",
                "",
                plain.sets(),
                List.of(new Variant("a", new LinkedHashMap<>(), 1, 1, Optional.empty(), List.of(run))),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of());
        assertThat(Charts.of(results)).map(Charts.Named::name).contains("loss", "loss-dual", "validationPsnrRgb");
        assertThat(Charts.of(plain)).map(Charts.Named::name).doesNotContain("loss-dual");
    }

    /// The weight of a term at three values and without it, on an axis of powers of ten.
    @Test
    void scoresAreDrawnOverASettingThatIsANumber() {
        SequencedMap<Double, String> points = new LinkedHashMap<>(Map.of(10.0, "high", 0.1, "low", 0.001, "none yet"));
        Across across = new Across(
                "weight",
                true,
                new LinkedHashMap<>(Map.of("small", points)),
                new LinkedHashMap<>(Map.of("off", "without")));
        SweepResults results = overSettings(across, variant("low", 30), variant("high", 31), variant("without", 29));
        Charts.Named chart = Charts.of(results).stream()
                .filter(one -> one.name().equals("across-1-Set5"))
                .findFirst()
                .orElseThrow();
        XYDataset data = chart.chart().getXYPlot().getDataset();
        assertThat(data.getSeriesKey(0).toString()).isEqualTo("small");
        assertThat(data.getItemCount(0)).as("points that are measured").isEqualTo(2);
        assertThat(data.getXValue(0, 0)).isEqualTo(0.1);
        assertThat(data.getYValue(0, 0)).isEqualTo(30);
        assertThat(data.getXValue(0, 1)).isEqualTo(10);
        assertThat(data.getYValue(0, 1)).isEqualTo(31);
        assertThat(List.of(data.getXValue(1, 0), data.getXValue(1, 1)))
                .as("the level, from end to end")
                .containsExactly(0.001, 10.0);
        assertThat(data.getYValue(1, 1)).isEqualTo(29);
        assertThat(texts(chart))
                .contains("0.1", "1", "10", "small", "off", "weight")
                .doesNotContain("0.2", "2", "5"); // they would run into one another
    }

    private static Variant variant(String name, double psnr) {
        Scored scored = new PictureScores("y bt601 border=2 uint8", psnr, 0.9, List.of(), List.of());
        Run run = new Run(1, "runs/" + name, "trained", new Curve(List.of(), List.of()), Map.of("Set5", scored));
        return new Variant(name, new LinkedHashMap<>(), 1, 1, Optional.empty(), List.of(run));
    }

    private static SweepResults overSettings(Across across, Variant... variants) {
        return new SweepResults(
                "title",
                "",
                "",
                List.of(new SweepResults.Column("Set5", "Set5", "bicubic x2", 1)),
                List.of(variants),
                List.of(),
                List.of(),
                List.of(across),
                Optional.empty(),
                List.of());
    }
}
