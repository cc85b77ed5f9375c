package dev.fettle.runtime;

import dev.fettle.image.degrade.Task;
import dev.fettle.network.model.ModelFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Models in a folder, each as `NAME.safetensors`, and the list of their names, `models.txt`, one a
/// line; of models for the same task, scale and effort the first is taken. A new one is its file and
/// its line.
///
/// @param folder where they are
record Catalogue(Folder folder) {
    private static final String LIST = "models.txt";
    private static final String ENDING = ".safetensors";

    /// Where files are found by their names.
    @FunctionalInterface
    interface Folder {
        /// @return empty if there is none of this name
        Optional<InputStream> open(String file) throws IOException;
    }

    List<String> names() {
        try (InputStream list = folder.open(LIST).orElseGet(InputStream::nullInputStream)) {
            return new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8))
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(LIST + ": the list of bundled models cannot be read", e);
        }
    }

    /// @throws IllegalArgumentException for an unknown name; the message lists the known ones
    ModelFile open(String name) {
        if (!names().contains(name)) {
            throw new IllegalArgumentException(
                    "unknown model '%s'; bundled: %s; or give a model file".formatted(name, listed()));
        }
        try (InputStream in = folder.open(name + ENDING)
                .orElseThrow(() -> new IllegalStateException(
                        "model '%s' is listed in %s but is not in this build".formatted(name, LIST)))) {
            return ModelFile.read(in, name);
        } catch (IOException e) {
            throw new UncheckedIOException(name + ": the bundled model cannot be read", e);
        }
    }

    /// The first for a task at a scale; the fast one where there is none of the effort asked for.
    ///
    /// @throws IllegalArgumentException if there is none at all; the message lists what there is
    ModelFile defaultFor(Task task, int scale, Effort effort) {
        return first(task, scale, effort)
                .or(() -> first(task, scale, Effort.FAST))
                .orElseThrow(() -> new IllegalArgumentException(
                        "no bundled model for task '%s'%s; bundled: %s; or give a model file"
                                .formatted(task.label(), task == Task.SR ? " at scale " + scale : "", listed())));
    }

    /// Models of another effort are not read.
    private Optional<ModelFile> first(Task task, int scale, Effort effort) {
        return names().stream()
                .filter(name -> Effort.of(name) == effort)
                .map(this::open)
                .filter(model -> model.card().usage().task().equals(task.label()) && model.scale() == scale)
                .findFirst();
    }

    /// What a sequence needs, in its order.
    ///
    /// @param scale of super-resolution
    List<PreparedModel> modelsFor(TaskSequence sequence, int scale, Effort effort) {
        return sequence.needed().stream()
                .map(task -> PreparedModel.of(defaultFor(task, task == Task.SR ? scale : 1, effort)))
                .toList();
    }

    private String listed() {
        return String.join(", ", names());
    }
}
