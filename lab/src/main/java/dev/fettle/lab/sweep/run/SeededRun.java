package dev.fettle.lab.sweep.run;

import dev.fettle.lab.report.GroupCourse;
import dev.fettle.lab.report.SweepResults.Curve;
import dev.fettle.lab.report.SweepResults.Point;
import dev.fettle.lab.sweep.Variant;
import dev.fettle.train.Trainer;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.log.JsonLog;
import dev.fettle.train.torch.objective.Budget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// One variant from one seed, in a folder of its own.
record SeededRun(Variant variant, Experiment experiment, Path folder) {
    private static final String PSNR_Y = "validationPsnrY";

    /// @param output of the sweep
    static SeededRun of(Variant variant, long seed, Path output) {
        Path folder = output.resolve(variant.name()).resolve("seed-" + seed);
        return new SeededRun(variant, variant.experiment().withSeed(seed), folder);
    }

    long seed() {
        return experiment.settings().seed();
    }

    String label() {
        return variant.name() + ", seed " + seed();
    }

    Path model() {
        return folder.resolve(variant.name() + ".safetensors");
    }

    /// Whether its training leaves a file behind: a model, or the checkpoint that others take companions
    /// from.
    boolean makes(Path file) {
        Path there = file.toAbsolutePath().normalize();
        return Stream.of(model(), folder.resolve("checkpoint.safetensors"))
                .anyMatch(made -> made.toAbsolutePath().normalize().equals(there));
    }

    boolean isTrained() {
        return Files.exists(model());
    }

    /// Whether a checkpoint waits.
    boolean isBegun() {
        return Trainer.isBegun(folder);
    }

    /// The settings that differ from those the run was begun with, but for the number of threads; empty if
    /// there are none or it was not begun.
    ///
    /// @throws IllegalArgumentException if the folder does not say how it was begun
    List<String> changed() throws IOException {
        Path begun = folder.resolve("experiment.yaml");
        if (!isTrained() && !isBegun()) {
            return List.of();
        }
        return Experiment.load(begun, List.of()).differences(experiment);
    }

    /// Removes everything that was trained.
    ///
    /// @throws IllegalArgumentException if a training is at work in the folder
    void delete() throws IOException {
        Trainer.clear(folder);
    }

    String status() throws IOException {
        if (isTrained()) {
            return "trained";
        }
        long step = curve().loss().stream().mapToLong(Point::step).max().orElse(0);
        return isBegun() ? "step " + step + " of " + experiment.settings().steps() : "not begun";
    }

    /// How the training went, so far.
    Curve curve() throws IOException {
        List<JsonNode> log = JsonLog.read(folder.resolve("log.jsonl"));
        SequencedMap<String, List<Point>> others = new LinkedHashMap<>();
        for (JsonNode line : log) {
            line.propertyNames().stream()
                    .filter(key -> key.startsWith("loss.") || key.startsWith("validation") && !key.equals(PSNR_Y))
                    .forEach(key -> others.computeIfAbsent(key, _ -> points(log, key)));
        }
        return new Curve(points(log, "loss"), points(log, PSNR_Y), others);
    }

    /// How the gates went, so far; empty where the network has none, or no validation was made yet.
    Optional<GroupCourse> groups() throws IOException {
        List<JsonNode> log = JsonLog.read(folder.resolve("log.jsonl"));
        List<JsonNode> validations =
                log.stream().filter(line -> line.path("groups").isObject()).toList();
        if (validations.isEmpty()) {
            return Optional.empty();
        }
        List<GroupCourse.Layer> layers = new ArrayList<>();
        for (var layer : validations.getLast().get("groups").properties()) {
            List<Point> groups = validations.stream()
                    .filter(line -> line.get("groups").has(layer.getKey()))
                    .map(line -> new Point(
                            line.get("step").asLong(),
                            line.get("groups")
                                    .get(layer.getKey())
                                    .path("groups")
                                    .asDouble(1)))
                    .toList();
            int gates = layer.getValue().path("gates").asString("").length();
            layers.add(new GroupCourse.Layer(layer.getKey(), gates, groups));
        }
        SequencedMap<String, List<Point>> budgets = new LinkedHashMap<>();
        experiment.settings().loss().terms().stream()
                .filter(term -> term instanceof Budget)
                .forEach(term -> budgets.put(term.name(), points(log, "loss." + term.name())));
        return Optional.of(new GroupCourse(budgets, layers));
    }

    private static List<Point> points(List<JsonNode> log, String key) {
        return log.stream()
                .filter(line -> line.has(key) && line.get(key).isNumber())
                .map(line -> new Point(line.get("step").asLong(), line.get(key).asDouble()))
                .collect(Collectors.toList());
    }
}
