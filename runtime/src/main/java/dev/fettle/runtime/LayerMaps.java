package dev.fettle.runtime;

import dev.fettle.image.Check;
import dev.fettle.image.Image;
import dev.fettle.network.FeatureMaps;
import dev.fettle.network.FeatureMaps.Layer;
import dev.fettle.network.Halo;
import dev.fettle.network.Shape;
import dev.fettle.network.Shapes;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.InnerMaps.Maps;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/// What a model's layers make of a picture, which is run whole: for small pictures, or parts of large ones.
public final class LayerMaps {
    /// Of the feature maps that are kept at a time. What more layers need is computed in another run.
    private static final long MOST_BYTES = 256L << 20;

    private final ModelFile model;
    private final FeatureMaps maps;
    private final Planes input;
    private final List<Layer> layers;
    private final Shapes shapes;

    /// Who is shown the layers, one after the other in the order of the network.
    @FunctionalInterface
    public interface Viewer {
        /// @param total how many layers are shown
        void show(Maps maps, int total);
    }

    /// Which layers are shown.
    ///
    /// @param names of the layers; all if there is none
    /// @param least side of the smallest maps, in samples; those of routers and gates have one
    public record Choice(List<String> names, int least) {
        public Choice {
            names = List.copyOf(names);
        }

        private FeatureMaps among(FeatureMaps all) {
            return names.isEmpty() ? all : all.only(names);
        }

        private boolean takes(Shape shape) {
            return shape.rank() == 4 && shape.channels() > 1 && Math.min(shape.width(), shape.height()) >= least;
        }
    }

    private LayerMaps(ModelFile model, FeatureMaps maps, Planes input, Choice choice) {
        this.model = model;
        this.maps = maps;
        this.input = input;
        shapes = Shapes.of(maps.network().graph(), 1, input.height(), input.width());
        layers = choice.among(maps).layers().stream()
                .filter(layer -> choice.takes(shapes.of(layer.map())))
                .toList();
    }

    /// @throws IllegalArgumentException if the picture is too small for the network, or that has no layer of a name
    public static LayerMaps of(ModelFile model, Image picture, Choice choice) {
        FeatureMaps maps = FeatureMaps.of(model.network());
        Planes seen = Sight.of(model, picture).input();
        int multiple = Halo.alignment(maps.network().graph());
        int width = seen.width() / multiple * multiple;
        int height = seen.height() / multiple * multiple;
        if (width == 0 || height == 0) {
            throw new IllegalArgumentException(
                    "the network is given %dx%d pixels, and takes sides that are multiples of %d"
                            .formatted(seen.width(), seen.height(), multiple));
        }
        return new LayerMaps(model, maps, seen.cropped(width, height, Check.NONE), choice);
    }

    /// The layers of several channels, by their names.
    public List<String> layers() {
        return layers.stream().map(Layer::name).toList();
    }

    /// Runs the network and shows what it makes.
    ///
    /// @throws CancellationException if the thread is interrupted
    public void show(int threads, Viewer viewer) {
        List<Layer> together = new ArrayList<>();
        long bytes = 0;
        for (Layer layer : layers) {
            long more = Float.BYTES * shapes.of(layer.map()).size();
            if (bytes + more > MOST_BYTES && !together.isEmpty()) {
                show(together, threads, viewer);
                together.clear();
                bytes = 0;
            }
            together.add(layer);
            bytes += more;
        }
        if (!together.isEmpty()) {
            show(together, threads, viewer);
        }
    }

    private void show(List<Layer> together, int threads, Viewer viewer) {
        try (InnerMaps inner = InnerMaps.of(model, maps, together, threads)) {
            for (Maps one : inner.of(input)) {
                InnerMaps.requireGoingOn();
                viewer.show(one, layers.size());
            }
        }
    }
}
