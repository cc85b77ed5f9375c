package dev.fettle.lab.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.fettle.lab.Lines;
import dev.fettle.network.Border;
import dev.fettle.network.Graph;
import dev.fettle.network.Halo;
import dev.fettle.network.LearntShifts;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.model.Classes;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelCard.DataSource;
import dev.fettle.network.model.ModelCard.Measurement;
import dev.fettle.network.model.ModelCard.Shifted;
import dev.fettle.network.model.ModelCard.Training;
import dev.fettle.network.model.ModelFile;
import dev.fettle.network.model.Precision;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What `fettle inspect` tells about a model file.
///
/// @param scale the first of its scales
/// @param receptiveField what a result depends on, in pixels of the network's input; empty for a network
/// that ends in classes, which sees the whole picture
/// @param classes in the order of the network's scores, and the side of the pictures that it sorts; none
/// where it restores
/// @param weights how the file keeps them
/// @param input `lr` or `bicubic`: the picture that the network is given
public record ModelReport(
        String kind,
        String name,
        String task,
        int scale,
        List<Integer> scales,
        JsonNode architecture,
        long parameters,
        Precision weights,
        Colour colour,
        String input,
        double valueRange,
        Border border,
        Halo halo,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<FieldReport> receptiveField,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Classes> classes,
        int poolSize,
        Training training,
        List<Measurement> metrics,
        List<Tensor> tensors) {
    /// A weight's name and dimensions, outermost first.
    record Tensor(String name, List<Integer> shape) {}

    /// What the file says.
    public static ModelReport of(ModelFile model) {
        Graph graph = model.network().graph();
        boolean sorts = model.classes().areGiven();
        return new ModelReport(
                "model",
                model.card().name(),
                model.card().usage().task(),
                model.scale(),
                model.scales(),
                Architectures.write(model.architecture()),
                graph.parameterCount(),
                model.precision(),
                model.card().usage().colour(),
                model.isFedEnlarged() ? "bicubic" : "lr",
                model.card().usage().valueRange(),
                model.card().usage().border(),
                model.halo(),
                sorts
                        ? Optional.empty()
                        : Optional.of(FieldReport.of(model.network().deployed())),
                sorts ? Optional.of(model.classes()) : Optional.empty(),
                model.poolSize(),
                training(model, graph),
                model.card().metrics(),
                graph.parameters().stream()
                        .map(parameter ->
                                new Tensor(parameter.name(), parameter.shape().dimensions()))
                        .toList());
    }

    /// A network that was not trained since it got its ghosts has its shifts in its weights alone.
    private static Training training(ModelFile model, Graph graph) {
        Training training = model.card().training();
        if (!training.shifts().isEmpty()) {
            return training;
        }
        return training.withShifts(LearntShifts.of(graph, model.weights()).stream()
                .map(shifts ->
                        Shifted.of(shifts, Collections.nCopies(shifts.offsets().size(), 0L)))
                .toList());
    }

    /// `16 pixels`, and what else the halo says.
    static String text(Halo halo) {
        return halo.pixels() + " pixels on each side"
                + (halo.alignment() > 1 ? "; both sides of the input are multiples of " + halo.alignment() : "")
                + (halo.global() ? ", and a node that pools over everything" : "");
    }

    private static String text(FieldReport field) {
        return field.size() + " pixels"
                + (field.isWidened() ? ", " + field.withoutShifts() + " without the shifts of its ghosts" : "");
    }

    private static String text(Classes classes) {
        return "%d, of pictures of %dx%d: %s"
                .formatted(
                        classes.names().size(), classes.patch(), classes.patch(), String.join(", ", classes.names()));
    }

    /// As text.
    public List<String> lines() {
        Lines lines = new Lines();
        lines.add("model         %s", name);
        lines.add("task          %s%s", task, scale > 1 ? CostReport.text(scales) : "");
        lines.add("architecture  %s", architecture);
        lines.add("parameters    %,d", parameters);
        lines.add("weights       %s", weights);
        lines.add("picture       %s, white is %s, input %s, border %s", colour, valueRange, input, border);
        if (classes.isEmpty()) {
            lines.add("halo          %s", text(halo));
        }
        lines.add("sees          %s", receptiveField.map(ModelReport::text).orElse("the whole picture"));
        classes.ifPresent(sorted -> lines.add("classes       %s", text(sorted)));
        if (poolSize > 0) {
            lines.add("windows       of %d pixels choose kernels, as in training", poolSize);
        }
        for (DataSource source : training.data()) {
            lines.add("trained on    %s (%s) %s", source.name(), source.licence(), source.attribution());
        }
        if (!training.mixture().isEmpty()) {
            lines.add("inputs        some of them with: %s", String.join(", ", training.mixture()));
        }
        for (Measurement metric : metrics) {
            lines.add("measured      %.4f on %s (%s)", metric.value(), metric.data(), metric.protocol());
        }
        training.shifts().forEach(shifted -> lines.add("ghosts        %s", shifted.line()));
        String label = "recipe";
        for (String line :
                training.recipe().lines().filter(text -> !text.equals("---")).toList()) {
            lines.add("%-13s %s", label, line);
            label = "";
        }
        lines.add("");
        for (Tensor tensor : tensors) {
            lines.add("%-40s %s", tensor.name(), tensor.shape());
        }
        return lines.all();
    }
}
