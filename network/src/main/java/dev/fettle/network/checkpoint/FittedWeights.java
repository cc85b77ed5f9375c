package dev.fettle.network.checkpoint;

import dev.fettle.network.Graph;
import dev.fettle.network.ModelFormatException;
import dev.fettle.network.Network;
import dev.fettle.network.Operation;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.checkpoint.MisfitException.Remedy;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;

/// The tensors of a checkpoint as the weights of one network.
///
/// @param leftOut tensors that the network holds as constants, such as the mean colour that EDSR's authors keep as a
/// layer (`sub_mean.weight`), PyTorch's counters of the batches that batch norm has seen, and those of other networks
/// @param origin where in the file the weights were
public record FittedWeights(Weights weights, List<String> leftOut, Origin origin) {
    public FittedWeights {
        leftOut = List.copyOf(leftOut);
    }

    /// Where in a file weights were found.
    ///
    /// @param path keys that lead there, with dots between; empty for the top of the file
    /// @param prefix that stood before the network's names
    /// @param others places, by what `key` would call them, that would have done as well
    /// @param tellsWhite whether the file itself says what number white is to the network
    public record Origin(String path, String prefix, List<String> others, boolean tellsWhite) {
        public Origin {
            others = List.copyOf(others);
        }
    }

    /// The network with these weights.
    ///
    /// @param architecture that they were fitted to
    public ModelFile model(Architecture architecture, ModelCard card) {
        return new ModelFile(architecture, weights, card);
    }

    /// @param tensors by their published names, with or without `module.` before each
    /// @throws IllegalArgumentException if a tensor is missing, has another shape, or belongs nowhere
    public static FittedWeights of(Graph graph, SequencedMap<String, Values> tensors) {
        SequencedMap<String, StoredTensor> stored = new LinkedHashMap<>();
        tensors.forEach((name, values) -> stored.put(name, StoredTensor.of(values)));
        List<Fit> fits = fits(graph, Checkpoint.of("", stored), Optional.empty());
        requireFit(graph, fits.getFirst(), () -> Remedy.NONE);
        try {
            return read(graph, fits, false);
        } catch (IOException e) {
            throw new UncheckedIOException("tensors in memory", e);
        }
    }

    /// Finds and reads the weights of a network: of all places that hold its tensors, whatever their prefix, the
    /// likeliest one, a moving average before raw weights.
    ///
    /// @param key which place: what leads there, with dots between, and the prefix there where two differ by it;
    /// `.` for the top of the file
    /// @throws MisfitException if no place has the tensors of this network, or they are made for another range of
    /// values, with the settings that would do
    /// @throws ModelFormatException if one of them cannot be read or holds NaN or infinity
    /// @throws IllegalArgumentException if nothing is at the key
    public static FittedWeights of(Architecture architecture, Checkpoint checkpoint, Optional<String> key)
            throws IOException {
        Graph graph = architecture.graph();
        List<Fit> fits = fits(graph, checkpoint, key);
        requireFit(graph, fits.getFirst(), () -> NearestSettings.of(architecture, checkpoint, key));
        boolean tellsWhite = MeanShift.requireEqual(architecture, fits.getFirst());
        FittedWeights read = read(graph, fits, tellsWhite);
        for (var weight : read.weights.byName().entrySet()) {
            String name = fits.getFirst().names().getOrDefault(weight.getKey(), weight.getKey());
            requireFinite(checkpoint.file(), name, weight.getValue());
        }
        return read;
    }

    /// What fits best comes first; of those that fit as well, the likeliest.
    static List<Fit> fits(Graph graph, Checkpoint checkpoint, Optional<String> key) {
        List<Fit> fits = checkpoint.tables().stream()
                .flatMap(table -> Fit.of(graph, table).stream())
                .filter(fit -> key.isEmpty()
                        || key.get().equals(fit.label())
                        || key.get().equals(fit.table().path()))
                .sorted(Comparator.comparingInt(Fit::mismatches).thenComparingInt(fit -> TensorTable.rank(fit.label())))
                .toList();
        if (fits.isEmpty()) {
            throw new IllegalArgumentException(ModelFormatException.oneLine(
                    "nothing at key '" + key.orElse("") + "'; tensors are at " + places(checkpoint)));
        }
        return fits;
    }

    private static String places(Checkpoint checkpoint) {
        List<String> paths = checkpoint.tables().stream()
                .map(table -> table.path().isEmpty() ? "." : table.path())
                .toList();
        int few = Math.min(8, paths.size());
        return String.join(", ", paths.subList(0, few))
                + (few < paths.size() ? " and " + (paths.size() - few) + " more places" : "");
    }

    private static void requireFit(Graph graph, Fit fit, Supplier<Remedy> remedy) {
        if (fit.mismatches() > 0) {
            throw new MisfitException(fit.why(Fit.shapes(graph)), remedy.get());
        }
    }

    private static FittedWeights read(Graph graph, List<Fit> fits, boolean tellsWhite) throws IOException {
        Fit fit = fits.getFirst();
        SequencedMap<String, Values> values = new LinkedHashMap<>();
        for (Operation.Parameter parameter : graph.parameters()) {
            StoredTensor tensor =
                    fit.table().get(Objects.requireNonNull(fit.names().get(parameter.name())));
            values.put(parameter.name(), fitted(parameter.shape(), tensor.read()));
        }
        List<String> others = fits.stream()
                .skip(1)
                .filter(other -> other.mismatches() == 0)
                .map(Fit::label)
                .toList();
        Origin origin = new Origin(fit.table().path(), fit.publishedPrefix(), others, tellsWhite);
        return new FittedWeights(new Network(graph, Weights.of(values)).weights(), fit.leftOut(), origin);
    }

    private static Values fitted(Shape wanted, Values values) {
        boolean isLinear = !values.shape().equals(wanted) && Fit.fits(wanted, values.shape());
        return isLinear ? new Values(wanted, values.array()) : values;
    }

    private static void requireFinite(String file, String name, Values values) throws ModelFormatException {
        for (float value : values.array()) {
            if (!Float.isFinite(value)) {
                throw new ModelFormatException(
                        "%s: tensor '%s' holds %s, no number; its training failed, take another checkpoint"
                                .formatted(file, name, value));
            }
        }
    }
}
