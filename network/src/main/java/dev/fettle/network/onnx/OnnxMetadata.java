package dev.fettle.network.onnx;

import dev.fettle.network.Halo;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.DataSource;
import dev.fettle.network.model.ModelFile;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What an ONNX file says about its network beside the graph: the fields `doc_string` and `metadata_props` of
/// onnx.proto.
///
/// @param documentation for people
/// @param properties for programs, each key once
public record OnnxMetadata(String documentation, Map<String, String> properties) {
    /// A file that says nothing.
    public static final OnnxMetadata NONE = new OnnxMetadata("", Map.of());

    public OnnxMetadata {
        properties = Map.copyOf(properties);
    }

    /// What a program without Fettle must know to use a model rightly, and under which terms its training
    /// data came. The sources are numbered, since several may share a name or a licence:
    ///
    /// | key | |
    /// |---|---|
    /// | `name`, `task`, `scale`, `colour`, `input`, `valueRange`, `border` | as in the model file |
    /// | `classes`, `patch` | of a network that tells classes, instead of `scale` and `input`; one a line |
    /// | `poolSize` | likewise, where there is one |
    /// | `multipleOf` | both sides of the input are multiples of it; left out where any will do |
    /// | `trainedOn.01.name`, `….licence`, `….attribution` | one source; an empty value is left out |
    public static OnnxMetadata of(ModelFile model) {
        ModelCard.Usage usage = model.card().usage();
        Map<String, String> properties = new HashMap<>();
        properties.put("name", model.card().name());
        properties.put("task", usage.task());
        properties.put("colour", usage.colour().name().toLowerCase(Locale.ROOT));
        if (model.classes().areGiven()) {
            properties.put("classes", String.join("\n", model.classes().names()));
            properties.put("patch", Integer.toString(model.classes().patch()));
        } else {
            properties.put("scale", Integer.toString(model.scale()));
            properties.put("input", model.isFedEnlarged() ? "bicubic" : "lr");
        }
        if (model.poolSize() > 0) {
            properties.put("poolSize", Integer.toString(model.poolSize()));
        }
        int multiple = multipleOf(model);
        if (multiple > 1) {
            properties.put("multipleOf", Integer.toString(multiple));
        }
        properties.put("valueRange", Double.toString(usage.valueRange()));
        properties.put("border", usage.border().toString());
        sources(model.card().training().data(), properties);
        return new OnnxMetadata(documentation(model, multiple), properties);
    }

    /// What both sides of the network's input must be a multiple of; 1 where any will do, as it does where
    /// no picture comes out.
    public static int multipleOf(ModelFile model) {
        return model.classes().areGiven()
                ? 1
                : Halo.alignment(model.network().graph().endingInFirst());
    }

    private static void sources(List<DataSource> sources, Map<String, String> properties) {
        int digits = Math.max(2, Integer.toString(sources.size()).length());
        for (int i = 0; i < sources.size(); i++) {
            DataSource source = sources.get(i);
            String key = String.format(Locale.ROOT, "trainedOn.%0" + digits + "d.", i + 1);
            properties.put(key + "name", source.name());
            properties.put(key + "licence", source.licence());
            properties.put(key + "attribution", source.attribution());
        }
        properties.values().removeIf(String::isEmpty);
    }

    private static String documentation(ModelFile model, int multiple) {
        String name = "%s (%s%s), written by Fettle."
                .formatted(
                        model.card().name(),
                        model.card().usage().task(),
                        model.scale() > 1 ? " x" + model.scale() : "");
        String sides = multiple == 1 ? "" : " Both sides of the input must be multiples of " + multiple + ".";
        List<DataSource> data = model.card().training().data();
        String sources = data.stream().map(OnnxMetadata::line).collect(Collectors.joining("; "));
        return name + sides + (data.isEmpty() ? "" : " Trained on: " + sources + ".");
    }

    private static String line(DataSource source) {
        String credit = source.attribution().isEmpty() ? "" : ", " + source.attribution();
        return source.name() + " (" + source.licence() + credit + ")";
    }
}
