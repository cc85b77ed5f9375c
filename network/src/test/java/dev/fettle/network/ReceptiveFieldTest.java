package dev.fettle.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.Shift;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.convolution.Ghost;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReceptiveFieldTest {
    private static final int SIDE = 24;

    private static DeployedNetwork initial(Graph graph) {
        return Network.initial(graph, 1).deployed();
    }

    @Test
    void theTwentyLayersOfVdsrSee41Pixels() {
        ReceptiveField field = ReceptiveField.of(initial(Vdsr.DEFAULTS.graph())); // sec. 3.1: 41×41
        assertThat(field).isEqualTo(new ReceptiveField(20, 20, 20, 20));
        assertThat(field.width()).isEqualTo(41);
        assertThat(field.height()).isEqualTo(41);
    }

    @Test
    void aNetworkThatEnlargesIsSeenFromAllOfAPixelsResults() {
        Graph graph = new Edsr(2, 1, 4, 1.0, 1.0).graph();
        Halo halo = Halo.of(graph);
        assertThat(ReceptiveField.of(initial(graph)))
                .isEqualTo(new ReceptiveField(halo.pixels(), halo.pixels(), halo.pixels(), halo.pixels()));
    }

    /// A copy that moved down by 2 and left by 1 was read 2 rows above and 1 column to the right.
    private static Graph shifted(Shift shift) {
        GraphBuilder g = new GraphBuilder();
        Node map = convolved(g, "first", g.input("image", 1));
        Node both = g.concat("both", List.of(map, g.add("shifted", shift, map)));
        return g.build(convolved(g, "second", both));
    }

    private static Node convolved(GraphBuilder g, String name, Node x) {
        Node weight = g.parameter(name + ".weight", Shape.of(1, g.channels(x), 3, 3), new Initial.Fill(1));
        return g.add(name, Convolve.same(3), x, weight);
    }

    @Test
    void aShiftReachesInItsDirectionOnly() {
        DeployedNetwork network = initial(shifted(new Shift(2, -1)));
        assertThat(ReceptiveField.of(network)).isEqualTo(new ReceptiveField(4, 2, 2, 3));
        assertThat(ReceptiveField.withoutShifts(network)).isEqualTo(new ReceptiveField(2, 2, 2, 2));
    }

    /// Against the definition: which pixels move the result in the middle, the others leaving it as it is.
    @Test
    void thePixelsThatMatterAreThoseAndNoOthers() {
        for (int seed = 1; seed <= 5; seed++) {
            Ghost ghost = Ghost.DEFAULTS.withRatio(0.5);
            Network network = positive(new Vdsr(1, 4, 4, 1, false, ghost).graph(), seed);
            ReceptiveField field = ReceptiveField.of(network.deployed());
            assertThat(seen(network)).as("seed %d", seed).isEqualTo(field);
        }
    }

    /// With weights above 0, so that no two paths cancel.
    private static Network positive(Graph graph, long seed) {
        Map<String, Values> weights = new LinkedHashMap<>();
        Random random = new Random(seed);
        graph.parameters().forEach(parameter -> {
            float[] array = new float[Math.toIntExact(parameter.shape().size())];
            IntStream.range(0, array.length).forEach(i -> array[i] = 0.1f + random.nextFloat());
            weights.put(parameter.name(), new Values(parameter.shape(), array));
        });
        return new Network(graph, Weights.of(weights));
    }

    private static ReceptiveField seen(Network network) {
        int middle = SIDE / 2;
        boolean[] rows = new boolean[SIDE];
        boolean[] columns = new boolean[SIDE];
        for (int i = 0; i < SIDE * SIDE; i++) {
            Values spark = Values.zeros(Shape.of(1, 1, SIDE, SIDE));
            spark.array()[i] = 1;
            if (Reference.run(network, spark).array()[middle * SIDE + middle] != 0) {
                rows[i / SIDE] = true;
                columns[i % SIDE] = true;
            }
        }
        return new ReceptiveField(
                middle - first(rows), last(rows) - middle, middle - first(columns), last(columns) - middle);
    }

    private static int first(boolean[] seen) {
        return IntStream.range(0, SIDE).filter(i -> seen[i]).findFirst().orElseThrow();
    }

    private static int last(boolean[] seen) {
        return IntStream.range(0, SIDE).filter(i -> seen[i]).max().orElseThrow();
    }
}
