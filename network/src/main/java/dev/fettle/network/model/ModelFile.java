package dev.fettle.network.model;

import dev.fettle.network.Ending;
import dev.fettle.network.Graph;
import dev.fettle.network.Halo;
import dev.fettle.network.ModelFormatException;
import dev.fettle.network.Network;
import dev.fettle.network.Operation;
import dev.fettle.network.Shape;
import dev.fettle.network.StoredOrders;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.Windows;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.model.SafetensorsHeader.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;

/// A model as it is kept and shipped: a published network's configuration, its trained weights, and its card. One
/// safetensors file, with everything but the weights as JSON in the file's metadata
/// (docs/design/0003-model-file.md). Immutable.
///
/// The weights are those of training; {@link #network()} is the network that was trained. What depends on
/// parameters alone is folded after reading, by `Deployment`, so that one file serves running and further training.
public final class ModelFile {
    private final Architecture architecture;
    private final Network network;
    private final ModelCard card;
    private final Precision precision;

    /// With weights of 32 bits.
    ///
    /// @param weights exactly the parameters of the architecture, all finite, and orders of channels that are some
    /// @throws IllegalArgumentException if the three do not fit one another
    public ModelFile(Architecture architecture, Weights weights, ModelCard card) {
        this(architecture, new Network(architecture.graph(), weights), card, Precision.SINGLE);
        requireSound(network);
    }

    /// @param precision as which the weights, which are all of it, are written
    private ModelFile(Architecture architecture, Network network, ModelCard card, Precision precision) {
        this.architecture = architecture;
        this.network = network;
        this.card = card;
        this.precision = precision;
        int channels = network.graph().inputChannels();
        if (channels != card.usage().colour().channels()) {
            throw new IllegalArgumentException("model '%s': colour %s does not fit a network of %d channels"
                    .formatted(card.name(), card.usage().colour(), channels));
        }
        if (architecture.valueRange() != card.usage().valueRange()) {
            throw new IllegalArgumentException("model '%s': valueRange %s does not fit the architecture's %s"
                    .formatted(card.name(), card.usage().valueRange(), architecture.valueRange()));
        }
        requireFittingEnding();
    }

    private void requireFittingEnding() {
        int classes = classes().names().size();
        int scores = switch (Ending.of(network.graph())) {
            case Ending.Vector(int length) -> length;
            case Ending.Picture _ -> 0;
        };
        if (classes != scores) {
            String end = scores == 0 ? "a picture" : "a vector of " + scores + " values";
            throw new IllegalArgumentException(
                    "model '%s': %d classes do not fit a network that ends in %s".formatted(card.name(), classes, end));
        }
    }

    /// The same network with another card.
    public ModelFile withCard(ModelCard other) {
        return new ModelFile(architecture, network, other, precision);
    }

    /// The same network with its weights rounded to what a file keeps of them; the card is left as it is.
    ///
    /// @throws IllegalArgumentException if a weight is too large for it
    public ModelFile kept(Precision other) {
        Graph graph = network.graph();
        return new ModelFile(architecture, new Network(graph, other.rounded(graph, weights())), card, other);
    }

    /// The model for one of its scales: without the weights that only the others need.
    ///
    /// @throws IllegalArgumentException if it has no such scale
    public ModelFile at(int scale) {
        Architecture one = architecture.at(scale);
        return one.equals(architecture)
                ? this
                : new ModelFile(one, Network.of(one.graph(), weights()), card, precision);
    }

    public Architecture architecture() {
        return architecture;
    }

    /// The network as it was trained.
    public Network network() {
        return network;
    }

    public Weights weights() {
        return network.weights();
    }

    public ModelCard card() {
        return card;
    }

    /// How its file keeps the weights. Types that are read and not written (F64, BF16) become 32 bits.
    public Precision precision() {
        return precision;
    }

    /// Side of the windows that kernels are chosen for in larger pictures, in pixels of the network's input; 0
    /// for a network that chooses none so, or was trained on patches that are not known.
    public int poolSize() {
        return Windows.areLackingIn(network.graph()) ? card.usage().poolSize() : 0;
    }

    /// What the network's scores are of; {@link Classes#NONE} if it ends in a picture.
    public Classes classes() {
        return card.usage().classes();
    }

    /// Enlargement; 1 for denoising and deblocking. The first, if there are several.
    public int scale() {
        return architecture.scale();
    }

    /// All enlargements that its weights serve.
    public List<Integer> scales() {
        return architecture.scales();
    }

    /// Whether the network is given the picture enlarged by MATLAB's bicubic.
    public boolean isFedEnlarged() {
        return architecture.isFedEnlarged();
    }

    /// What a tile must see around itself; a network that sorts pictures has no tiles.
    public Halo halo() {
        return halo(network.graph());
    }

    static Halo halo(Graph graph) {
        return switch (Ending.of(graph)) {
            case Ending.Picture _ -> Halo.of(graph);
            case Ending.Vector _ -> Halo.ofWhole(graph);
        };
    }

    /// Reads a model.
    ///
    /// @throws ModelFormatException if the file is no Fettle model, is damaged or contradicts itself; nothing
    /// larger than the file is allocated for it
    public static ModelFile read(Path file) throws IOException {
        try (InputStream in = Safetensors.open(file)) {
            SafetensorsHeader header = SafetensorsHeader.published(in, file.toString());
            Safetensors.requireWhole(file, header);
            return read(header, in, file.toString());
        }
    }

    /// Reads a model from a stream to its end; the caller closes it.
    ///
    /// @param name what messages call it
    /// @throws ModelFormatException as {@link #read(Path)}
    public static ModelFile read(InputStream in, String name) throws IOException {
        return read(SafetensorsHeader.published(in, name), in, name);
    }

    private static ModelFile read(SafetensorsHeader header, InputStream in, String file) throws IOException {
        ModelDescription description = ModelDescription.read(file, header);
        header.requireRead(file);
        try {
            Architecture architecture = description.readArchitecture();
            Graph graph = architecture.graph();
            requireParameters(graph, header);
            ModelCard card = description.card();
            Weights weights = Weights.of(Safetensors.tensors(header, in, file));
            Safetensors.requireEnd(in, file);
            Network network = new Network(graph, weights);
            requireSound(network);
            return new ModelFile(architecture, network, card, Precision.of(graph, header.halves()));
        } catch (JacksonException | IllegalArgumentException | ArithmeticException e) {
            throw new ModelFormatException(file + ": not a valid model: " + e.getMessage(), e);
        }
    }

    /// Compares names and shapes before any weight is read.
    private static void requireParameters(Graph graph, SafetensorsHeader header) {
        Map<String, Shape> found = header.entries().stream()
                .collect(Collectors.toMap(Entry::name, Entry::shape, (a, b) -> a, LinkedHashMap::new));
        for (Operation.Parameter parameter : graph.parameters()) {
            Shape shape = found.remove(parameter.name());
            if (shape == null) {
                throw new IllegalArgumentException("tensor '" + parameter.name() + "' is missing");
            }
            if (!shape.equals(parameter.shape())) {
                throw new IllegalArgumentException(
                        "tensor '" + parameter.name() + "' should be " + parameter.shape() + ", is " + shape);
            }
        }
        if (!found.isEmpty()) {
            throw new IllegalArgumentException(
                    "the network has no parameter '" + found.keySet().iterator().next() + "'");
        }
    }

    private static void requireSound(Network network) {
        network.weights().byName().forEach(ModelFile::requireFinite);
        StoredOrders.requireSound(network);
    }

    private static void requireFinite(String name, Values values) {
        for (float value : values.array()) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("tensor '" + name + "' holds " + value);
            }
        }
    }

    /// Writes the model; there is the old file or the whole new one, never half of it. The same model gives the
    /// same bytes.
    public void write(Path file) throws IOException {
        contents().write(file);
    }

    /// Writes the model; the caller closes the stream.
    public void write(OutputStream out) throws IOException {
        contents().write(out);
    }

    private Safetensors contents() {
        SequencedMap<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt"); // what other programs look for
        metadata.put(ModelDescription.KEY, ModelDescription.write(this));
        SequencedMap<String, Values> tensors = new LinkedHashMap<>();
        network.graph()
                .parameters()
                .forEach(p -> tensors.put(p.name(), weights().get(p.name())));
        return new Safetensors(metadata, tensors, precision.halves(network.graph()));
    }
}
