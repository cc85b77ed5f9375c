package dev.fettle.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.lab.report.SweepResults.Variant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.jfree.chart.plot.XYPlot;
import org.jfree.data.xy.XYDataset;
import org.jfree.data.xy.XYZDataset;
import org.junit.jupiter.api.Test;

class GroupCourseTest {
    private static final Offset<Double> ROUNDING = within(1e-12);

    private static GroupCourse ending(int... groups) {
        return SortedVariants.course(new int[groups.length], groups);
    }

    /// τ-b = (agreeing - disagreeing) / √((pairs - ties of one) (pairs - ties of the other)): of 1, 1, 2
    /// two pairs of three agree and one is a tie, 2 / √(3 · 2).
    @Test
    void depthAndGroupsGoTogetherAsKendallSays() {
        assertThat(ending(1, 2, 4, 8).depthAndGroups().orElseThrow()).isCloseTo(1, ROUNDING);
        assertThat(ending(16, 4, 1).depthAndGroups().orElseThrow()).isCloseTo(-1, ROUNDING);
        assertThat(ending(1, 1, 2).depthAndGroups().orElseThrow()).isCloseTo(2 / Math.sqrt(6), ROUNDING);
        assertThat(ending(1, 2, 1).depthAndGroups().orElseThrow()).isCloseTo(0, ROUNDING);
        assertThat(ending(4, 4, 4).depthAndGroups()).isEmpty();
        assertThat(ending(4).depthAndGroups()).isEmpty();
    }

    /// Four groups in layers of 4, 5 and 6 gates close 2 of them: 1/2, 3/5 and 2/3 stay open.
    @Test
    void theOpenPartCountsTheGatesThatThereAre() {
        assertThat(ending(4, 4, 4).depthAndOpen().orElseThrow()).isCloseTo(1, ROUNDING);
        assertThat(ending(1, 2, 16).depthAndOpen().orElseThrow()).isCloseTo(-1, ROUNDING);
    }

    @Test
    void theTableHasGroupsSeedBySeed() {
        Variant learnt = SortedVariants.of("learnt", Optional.of(ending(1, 2, 8)), "11110000", "11100000");
        SweepResults results = SortedVariants.results(List.of(), SortedVariants.of("plain", "10000000"), learnt);
        CourseTable table = CourseTable.of(results).orElseThrow();
        assertThat(table.heads()).containsExactly("", "learnt");
        assertThat(table.rows())
                .containsExactly(
                        List.of("budget: ζ/o, last logged", "2.50 ± 0.00"),
                        List.of("depth and groups, τ", "1.00 ± 0.00"),
                        List.of("depth and open gates, τ", "-1.00 ± 0.00"),
                        List.of("1 layer0", "1, 1"),
                        List.of("2 layer1", "2, 2"),
                        List.of("3 layer2", "8, 8"));
        assertThat(CourseTable.of(SortedVariants.results(List.of(), SortedVariants.of("plain", "10"))))
                .isEmpty();
    }

    private static Charts.Named chart(SweepResults results, String name) {
        return Charts.of(results).stream()
                .filter(chart -> chart.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// Each is a file of the report; a variant may have any name.
    @Test
    void noTwoChartsShareAFile() {
        GroupCourse course = SortedVariants.course(new int[] {1}, new int[] {2});
        SweepResults results = SortedVariants.results(
                List.of(),
                SortedVariants.of("depth", Optional.of(course), "10"),
                SortedVariants.of("budget", Optional.of(course), "11"));
        assertThat(Charts.of(results)).extracting(Charts.Named::name).doesNotHaveDuplicates();
    }

    /// The plain variant has no gates: its colour is taken, and its name is not in the legend.
    @Test
    void groupsAreDrawnOverDepthAndSteps() {
        GroupCourse course = SortedVariants.course(new int[] {1, 1, 2}, new int[] {1, 2, 8});
        SweepResults results = SortedVariants.results(
                List.of(), SortedVariants.of("plain", "10"), SortedVariants.of("learnt", Optional.of(course), "11"));
        XYDataset depth = chart(results, "depth-groups").chart().getXYPlot().getDataset();
        assertThat(depth.getSeriesKey(1).toString()).isEqualTo("learnt");
        assertThat(depth.getItemCount(0)).isZero();
        assertThat(List.of(depth.getYValue(1, 0), depth.getYValue(1, 1), depth.getYValue(1, 2)))
                .containsExactly(0.0, 1.0, 3.0);
        assertThat(chart(results, "depth-groups")
                        .chart()
                        .getXYPlot()
                        .getLegendItems()
                        .getItemCount())
                .isEqualTo(1);
        XYZDataset fields =
                (XYZDataset) chart(results, "groups-learnt").chart().getXYPlot().getDataset();
        assertThat(fields.getItemCount(0)).as("three layers, two validations").isEqualTo(6);
        assertThat(fields.getXValue(0, 0)).as("the last comes first").isEqualTo(100);
        assertThat(fields.getZValue(0, 4)).as("third layer, last validation").isEqualTo(3);
        XYPlot budget = chart(results, "budget-budget").chart().getXYPlot();
        assertThat(budget.getRangeAxis().getRange().contains(1)).isTrue();
        XYDataset cost = budget.getDataset();
        assertThat(List.of(cost.getYValue(1, 0), cost.getYValue(1, 1))).containsExactly(3.0, 2.5);
        assertThat(Charts.of(results)).extracting(Charts.Named::name).doesNotContain("loss-budget");
    }
}
