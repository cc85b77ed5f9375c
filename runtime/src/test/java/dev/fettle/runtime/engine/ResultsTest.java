package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fettle.network.Border;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/// Networks with several results.
class ResultsTest {
    private static final double TOLERANCE = 3e-5; // see EngineTest
    private static final Shape PICTURE = Shape.of(1, 3, 24, 40);

    /// Results of several sizes: among them such as would be fused into what reads them, lie in another's map, or are
    /// read further on.
    private static Network network() {
        GraphBuilder g = new GraphBuilder();
        Node image = g.input("image", 3);
        Node first = g.conv("a", image, 20, 3);
        Node active = g.relu(first);
        Node wide = g.conv("b", active, 12, 3);
        Node large = g.pixelShuffle(wide, 2);
        Node half = g.conv("c", g.add(g.conv("d", active, 20, 3), active), 5, 3, new Convolve(2, 1, 1, 1));
        Node joined = g.concat("joined", List.of(first, wide));
        Node part = g.add("part", new Operation.Slice(7, 26), joined);
        Node vector = g.conv("e", g.add("mean", new Operation.GlobalMean(), half), 9, 1);
        SequencedMap<String, Node> results = new LinkedHashMap<>();
        results.put("picture", large);
        results.put("features", first);
        results.put("half", half);
        results.put("class", vector);
        results.put("part", part);
        results.put("wide", wide);
        results.put("seen", image);
        results.put("again", large);
        return Network.initial(g.build(results), 4);
    }

    private static Values picture() {
        return new Initial.Uniform(1).draw(PICTURE, new Random(1));
    }

    private static Map<String, float[]> run(DeployedNetwork network, int threads) {
        try (Engine engine = Engine.ofAllResults(network, Border.ZEROS, threads)) {
            Plan plan = engine.plan(PICTURE.height(), PICTURE.width());
            SequencedMap<String, float[]> made = new LinkedHashMap<>();
            List<Plan.Target> targets = new ArrayList<>();
            plan.outputShapes().forEach((name, shape) -> {
                float[] array = Values.zeros(shape).array();
                made.put(name, array);
                targets.add(new Plan.Target(
                        Raster.dense(array, shape.channels(), shape.height(), shape.width()),
                        new Crop(0, 0, shape.width(), shape.height())));
            });
            plan.run(seen(picture().array()), targets, (done, total) -> {});
            return made;
        }
    }

    private static Raster seen(float[] picture) {
        return Raster.dense(picture, PICTURE.channels(), PICTURE.height(), PICTURE.width());
    }

    @Test
    void allResultsAgreeWithTheReferenceOnAnyNumberOfThreads() {
        SequencedMap<String, Reference.Array> expected = Reference.results(network(), picture());
        Map<String, float[]> alone = run(network().deployed(), 1);
        assertThat(alone.keySet()).containsExactlyElementsOf(expected.sequencedKeySet());
        Map<String, float[]> together = run(network().deployed(), 3);
        alone.forEach((name, made) -> {
            assertThat(StorageTest.largestDifference(made, expected.get(name).array()))
                    .as(name)
                    .isLessThan(TOLERANCE);
            assertThat(Arrays.mismatch(together.get(name), made)).as(name).isEqualTo(-1);
        });
    }

    @Test
    void theFirstResultIsComputedWithoutWhatOnlyTheOthersNeed() {
        DeployedNetwork network = network().deployed();
        try (Engine engine = Engine.of(network, 1)) {
            Plan plan = engine.plan(PICTURE.height(), PICTURE.width());
            assertThat(plan.outputShapes()).containsOnlyKeys("picture");
            assertThat(plan.outputShape()).isEqualTo(Shape.of(1, 3, 48, 80));
            assertThat(plan.measured()).extracting(Plan.Line::node).containsExactly("input", "a", "b", "picture");
            float[] made = Values.zeros(plan.outputShape()).array();
            plan.run(picture().array(), made);
            assertThat(Arrays.mismatch(made, run(network, 1).get("picture"))).isEqualTo(-1);
        }
    }

    /// It has no halo and no tiles, but can be run.
    @Test
    void aNetworkThatEndsInAVectorRuns() {
        GraphBuilder g = new GraphBuilder();
        Node mean = g.add("mean", new Operation.GlobalMean(), g.relu(g.conv("a", g.input("image", 3), 8, 3)));
        Network network = Network.initial(g.build(g.conv("class", mean, 10, 1)), 2);
        try (Engine engine = Engine.of(network.deployed(), 2)) {
            float[] made = new float[10];
            engine.plan(PICTURE.height(), PICTURE.width()).run(picture().array(), made);
            double[] expected = Reference.run(network, picture()).array();
            assertThat(StorageTest.largestDifference(made, expected)).isLessThan(TOLERANCE);
            assertThatIllegalArgumentException()
                    .isThrownBy(engine::halo)
                    .withMessage("the network ends in a vector of 10 values, not in a picture");
        }
    }

    @Test
    void asManyPlacesAsResultsAreNeededAndEachMustFit() {
        try (Engine engine = Engine.ofAllResults(network().deployed(), Border.ZEROS, 1)) {
            Plan plan = engine.plan(PICTURE.height(), PICTURE.width());
            float[] picture = picture().array();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> plan.run(picture, new float[1]))
                    .withMessage("the plan has 8 results (picture, features, half, class, part, wide, seen, again),"
                            + " got 1 places for them");
            Plan.Target one = new Plan.Target(Raster.dense(new float[3], 3, 1, 1), new Crop(0, 0, 1, 1));
            List<Plan.Target> targets = Collections.nCopies(8, one);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> plan.run(seen(picture), targets, (done, total) -> {}))
                    .withMessageStartingWith("features: ");
        }
    }
}
