package dev.fettle.network.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.network.Border;
import dev.fettle.network.Configuration;
import dev.fettle.network.Halo;
import dev.fettle.network.ModelFormatException;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelCard.Measurement;
import dev.fettle.network.model.ModelCard.Training;
import dev.fettle.network.model.ModelCard.Usage;
import java.util.List;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// The JSON under `fettle` in a model file's metadata. Scale, input and halo follow from the architecture;
/// they are written for programs that do not know it and must agree when they are read.
///
/// @param classes names of the classes in the order of the network's scores; empty and not written for a
/// picture
/// @param patch side of the pictures that it sorts; 0 and not written for a picture
record ModelDescription(
        int format,
        String name,
        JsonNode architecture,
        String task,
        int scale,
        double valueRange,
        Colour colour,
        Feed input,
        Halo halo,
        int poolSize,
        Border border,
        Blend blend,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> classes,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int patch,
        Training training,
        List<Measurement> metrics) {
    static final String KEY = "fettle";
    private static final int FORMAT = 1;

    /// Beyond what any network's own bounds allow; a larger number in a damaged file would only exhaust the memory.
    private static final int LARGEST_NUMBER = 1_000_000;

    ModelDescription {
        classes.forEach(each -> Objects.requireNonNull(each, "a name among classes"));
        classes = List.copyOf(classes);
    }

    private static final ObjectReader JSON = Configuration.MAPPER
            .reader()
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .with(
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .without(DeserializationFeature.ACCEPT_FLOAT_AS_INT);

    /// Which picture the network is given.
    enum Feed {
        /// The low-resolution picture.
        @JsonProperty("lr")
        LOW_RESOLUTION,
        /// The picture enlarged by MATLAB's bicubic.
        @JsonProperty("bicubic")
        BICUBIC;

        static Feed of(Architecture architecture) {
            return architecture.isFedEnlarged() ? BICUBIC : LOW_RESOLUTION;
        }
    }

    /// @throws IllegalArgumentException if it could not be read again
    static String write(ModelFile model) {
        Usage usage = model.card().usage();
        requireSmall("architecture", Architectures.write(model.architecture()));
        return Configuration.MAPPER.writeValueAsString(new ModelDescription(
                FORMAT,
                model.card().name(),
                Architectures.write(model.architecture()),
                usage.task(),
                model.scale(),
                usage.valueRange(),
                usage.colour(),
                Feed.of(model.architecture()),
                model.halo(),
                usage.poolSize(),
                usage.border(),
                usage.blend(),
                usage.classes().names(),
                usage.classes().patch(),
                model.card().training(),
                model.card().metrics()));
    }

    static ModelDescription read(String file, SafetensorsHeader header) throws ModelFormatException {
        String json = header.metadata().get(KEY);
        if (json == null) {
            throw new ModelFormatException(file + ": holds tensors but no Fettle model (no '" + KEY
                    + "' in its metadata, which says what network they belong to); 'fettle import " + file
                    + " --architecture NAME' makes a model of it");
        }
        JsonNode tree = parsed(file, json);
        JsonNode format = tree.path("format");
        if (!format.isInt() || format.intValue() != FORMAT) {
            throw new ModelFormatException(
                    "%s: model format %s, this Fettle reads format %d; use the Fettle that wrote it or a newer one"
                            .formatted(file, format.isMissingNode() ? "missing" : format, FORMAT));
        }
        try {
            return JSON.forType(ModelDescription.class).readValue(complete(tree));
        } catch (JacksonException e) {
            throw bad(file, Configuration.located(e, tree), e);
        }
    }

    private static JsonNode parsed(String file, String json) throws ModelFormatException {
        try {
            return JSON.readTree(json);
        } catch (JacksonException e) {
            throw bad(file, Configuration.said(e), e);
        }
    }

    private static ModelFormatException bad(String file, String reason, JacksonException e) {
        return new ModelFormatException(file + ": bad model description: " + reason, e);
    }

    /// With the entries that files without them mean: networks ran with zeros, their results were not
    /// blended, they had no ghosts and no classes, and were trained on plain degradations.
    private static JsonNode complete(JsonNode tree) {
        if (tree instanceof ObjectNode description) {
            description.putIfAbsent("border", StringNode.valueOf(Border.ZEROS.toString()));
            description.putIfAbsent("blend", Configuration.MAPPER.createObjectNode());
            description.putIfAbsent("classes", Configuration.MAPPER.createArrayNode());
            description.putIfAbsent("patch", IntNode.valueOf(0));
            if (description.get("training") instanceof ObjectNode training) {
                training.putIfAbsent("shifts", Configuration.MAPPER.createArrayNode());
                training.putIfAbsent("mixture", Configuration.MAPPER.createArrayNode());
            }
        }
        return tree;
    }

    /// The network's configuration; sizes are bounded before a graph is built from them.
    ///
    /// @throws IllegalArgumentException if it is none, or the derived entries contradict it
    Architecture readArchitecture() {
        requireSmall("architecture", architecture);
        Architecture read = Architectures.read(architecture);
        if (read.scale() != scale) {
            throw new IllegalArgumentException("scale is " + scale + ", the architecture's " + read.scale());
        }
        if (Feed.of(read) != input) {
            throw new IllegalArgumentException("input contradicts architecture " + architecture.path("type"));
        }
        Halo derived = ModelFile.halo(read.graph());
        if (!derived.equals(halo)) {
            throw new IllegalArgumentException("halo is " + halo + ", the architecture's " + derived);
        }
        return read;
    }

    private static void requireSmall(String where, JsonNode node) {
        if (node.isNumber() && !(Math.abs(node.doubleValue()) <= LARGEST_NUMBER)) {
            throw new IllegalArgumentException(where + " is " + node + ", at most " + LARGEST_NUMBER + " is allowed");
        }
        node.forEachEntry((key, value) -> requireSmall(where + "." + key, value));
        if (node.isArray()) {
            node.forEach(value -> requireSmall(where, value));
        }
    }

    ModelCard card() {
        Classes sorted = classes.isEmpty() && patch == 0 ? Classes.NONE : new Classes(classes, patch);
        Usage usage = new Usage(task, valueRange, colour, poolSize, border, blend, sorted);
        return new ModelCard(name, usage, training, metrics);
    }
}
