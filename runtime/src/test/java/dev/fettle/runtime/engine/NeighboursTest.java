package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.Check;
import dev.fettle.network.Border;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Network;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class NeighboursTest {
    private static Layout layout(int channels, int pixelStep) {
        Layout tight = Layout.of(Shape.of(1, pixelStep, 8, 8), Layout.Edges.NONE);
        return tight.part(0, channels);
    }

    /// Each group has the filters of its first pixel side by side, then those of the next.
    private static void assertLandsWhereItBelongs(int channels, int groups, int shuffle, int pixelStep) {
        int filters = channels * shuffle * shuffle;
        Geometry geometry = Geometry.of(new Convolve(1, 0, 1, groups), Shape.of(filters, 4, 1, 1));
        Neighbours run = Neighbours.of(geometry, shuffle, layout(channels, pixelStep));
        int channelsOfGroup = channels / groups;
        for (int place = 0; place < filters; place++) {
            int group = place / (filters / groups);
            int inGroup = place % (filters / groups);
            int part = inGroup / channelsOfGroup;
            int wanted = part % shuffle * pixelStep + group * channelsOfGroup + inGroup % channelsOfGroup;
            int found = run.right(place) * pixelStep + run.channel(place) + place % run.filters();
            String name = "%d channels, %d groups, shuffle by %d, place %d".formatted(channels, groups, shuffle, place);
            assertThat(run.down(place)).as(name).isEqualTo(part / shuffle);
            assertThat(found).as(name).isEqualTo(wanted);
        }
    }

    @Test
    void everyFilterMakesItsChannelOfItsPixel() {
        for (int shuffle = 1; shuffle <= 4; shuffle++) {
            for (int groups : new int[] {1, 2, 4}) {
                assertLandsWhereItBelongs(12, groups, shuffle, 12);
                assertLandsWhereItBelongs(12, groups, shuffle, 20);
            }
        }
    }

    @Test
    void aShuffleOfWholeGroupsIsNoStepOfItsOwn() {
        assertThat(labels(64)).doesNotContain("PixelShuffle");
        assertThat(labels(24)).contains("PixelShuffle"); // six filters a group: some channels are of two groups
    }

    private static List<String> labels(int filters) {
        GraphBuilder g = new GraphBuilder();
        Convolve inGroups = new Convolve(1, 1, 1, 4);
        Network network =
                Network.initial(g.build(g.pixelShuffle(g.conv("a", g.input("image", 16), filters, 3, inGroups), 2)), 1);
        Program program =
                Program.of(network.deployed(), Border.ZEROS, new Kernels(Engine.lanes(), Algorithm.AUTOMATIC));
        Schedules.Size size = new Schedules.Size(1, 48, 48, 1, Pace.of(1).getFirst());
        return Schedule.of(program, size, Check.NONE).steps().stream()
                .map(Step::label)
                .toList();
    }
}
