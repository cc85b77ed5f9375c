package dev.fettle.train.torch.regimen;

import dev.fettle.network.Graph;
import dev.fettle.network.LearntShifts;
import dev.fettle.network.Offset;
import dev.fettle.network.Operation;
import dev.fettle.network.Shape;
import dev.fettle.network.TrainingOnly.LearntGhosts;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.train.checkpoint.TrainingState;
import dev.fettle.train.torch.FlatTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.bytedeco.javacpp.PointerScope;

/// Follows the shifts of a network's ghosts, and since which step each is what it is. Looks at the weights that are
/// shipped, without noise; does nothing for a network without ghosts.
@SuppressWarnings("try") // scopes act by being open
final class ShiftWatch {
    private final List<Layer> layers = new ArrayList<>();

    /// A layer's shifts.
    private static final class Layer {
        private final String proxies;
        private final int view; // of the proxies in a flat tensor
        private final LearntGhosts ghosts;
        private List<Offset> offsets = List.of();
        private float[] since = {};

        Layer(String proxies, int view, LearntGhosts ghosts) {
            this.proxies = proxies;
            this.view = view;
            this.ghosts = ghosts;
        }

        void look(FlatTensor weights, long step) {
            List<Offset> before = offsets;
            offsets = LearntShifts.distinct(
                    ghosts, FlatTensor.array(weights.views().get(view)));
            if (before.isEmpty()) {
                since = new float[offsets.size()];
                return;
            }
            for (int i = 0; i < since.length; i++) {
                since[i] = offsets.get(i).equals(before.get(i)) ? since[i] : step; // exact to 16 million
            }
        }
    }

    ShiftWatch(Graph graph, FlatTensor weights) {
        SequencedMap<String, LearntGhosts> choices = LearntShifts.choices(graph);
        List<Operation.Parameter> parameters = graph.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            LearntGhosts ghosts = choices.get(parameters.get(i).name());
            if (ghosts != null) {
                layers.add(new Layer(parameters.get(i).name(), i, ghosts));
            }
        }
        look(weights, 0);
    }

    /// @param step updates made
    void look(FlatTensor weights, long step) {
        if (!layers.isEmpty()) {
            try (PointerScope scope = new PointerScope()) {
                layers.forEach(layer -> layer.look(weights, step));
            }
        }
    }

    void copyTo(SequencedMap<String, Weights> parts) {
        if (layers.isEmpty()) {
            return;
        }
        SequencedMap<String, Values> steps = new LinkedHashMap<>();
        layers.forEach(
                layer -> steps.put(layer.proxies, new Values(Shape.of(layer.since.length), layer.since.clone())));
        parts.put(TrainingState.SHIFTS, new Weights(steps));
    }

    /// @param weights of the state, already resumed
    void resume(TrainingState state, FlatTensor weights) {
        look(weights, state.step());
        for (Layer layer : layers) {
            layer.since =
                    state.part(TrainingState.SHIFTS).get(layer.proxies).array().clone();
        }
    }
}
