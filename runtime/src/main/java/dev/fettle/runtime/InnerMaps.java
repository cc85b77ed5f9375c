package dev.fettle.runtime;

import dev.fettle.image.Image;
import dev.fettle.network.FeatureMaps;
import dev.fettle.network.FeatureMaps.Layer;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Shape;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.engine.Crop;
import dev.fettle.runtime.engine.Engine;
import dev.fettle.runtime.engine.Plan;
import dev.fettle.runtime.engine.Raster;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CancellationException;

/// What some nodes of a network make of pictures, which are run whole: for small pictures, or parts of large ones.
/// The network is made ready once. Not thread-safe.
public final class InnerMaps implements AutoCloseable {
    private final ModelFile model;
    private final Engine engine;
    private Optional<Prepared> prepared = Optional.empty();

    /// The channels of one node.
    ///
    /// @param layer what the node is asked for by
    /// @param channels each dense, row by row
    public record Maps(String layer, int width, int height, float[][] channels) {
        @Override
        public String toString() {
            return "Maps[" + layer + ", " + width + "x" + height + "x" + channels.length + "]";
        }
    }

    /// For pictures of one size.
    private record Prepared(int width, int height, Plan plan) {}

    private InnerMaps(ModelFile model, Engine engine) {
        this.model = model;
        this.engine = engine;
    }

    /// @param model that says how pictures are shown to the network
    /// @param network the model's, or another for the same pictures
    /// @param nodes of the network, as it trains, by what they are asked for; at least one
    public static InnerMaps of(ModelFile model, Network network, SequencedMap<String, Node> nodes, int threads) {
        List<Layer> wanted = new ArrayList<>();
        nodes.forEach((name, node) -> wanted.add(new Layer(name, node)));
        return of(model, new FeatureMaps(network, wanted), wanted, threads);
    }

    static InnerMaps of(ModelFile model, FeatureMaps maps, List<Layer> wanted, int threads) {
        Engine engine =
                Engine.ofAllResults(maps.endingIn(wanted), model.card().usage().border(), threads);
        return new InnerMaps(model, engine);
    }

    /// By what they are asked for.
    ///
    /// @throws CancellationException if the thread is interrupted
    public Map<String, Maps> of(Image picture) {
        Map<String, Maps> byName = new LinkedHashMap<>();
        of(Sight.of(model, picture).input()).forEach(maps -> byName.put(maps.layer(), maps));
        return byName;
    }

    /// @param input as the network reads it
    List<Maps> of(Planes input) {
        Plan plan = plan(input);
        List<Maps> found = new ArrayList<>();
        List<Plan.Target> targets = new ArrayList<>();
        plan.outputShapes().forEach((name, shape) -> {
            Maps maps = empty(name, shape);
            found.add(maps);
            targets.add(new Plan.Target(
                    Raster.at(maps.channels(), 0, maps.width()), new Crop(0, 0, maps.width(), maps.height())));
        });
        plan.run(Raster.at(input.channels(), 0, input.width()), targets, (done, total) -> requireGoingOn());
        return found;
    }

    private static Maps empty(String name, Shape shape) {
        float[][] channels = new float[shape.channels()][shape.height() * shape.width()];
        return new Maps(name, shape.width(), shape.height(), channels);
    }

    private Plan plan(Planes input) {
        Prepared fitting = prepared.filter(last -> last.width == input.width() && last.height == input.height())
                .orElseGet(
                        () -> new Prepared(input.width(), input.height(), engine.plan(input.height(), input.width())));
        prepared = Optional.of(fitting);
        return fitting.plan;
    }

    static void requireGoingOn() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted");
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
