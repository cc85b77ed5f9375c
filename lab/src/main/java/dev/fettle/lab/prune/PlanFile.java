package dev.fettle.lab.prune;

import com.fasterxml.jackson.annotation.Nulls;
import dev.fettle.file.AtomicFile;
import dev.fettle.file.FileProblem;
import dev.fettle.lab.prune.PruningPlan.Cut;
import dev.fettle.lab.prune.PruningPlan.Description;
import dev.fettle.lab.prune.PruningPlan.Left;
import dev.fettle.network.Configuration;
import dev.fettle.network.Values;
import dev.fettle.network.model.Safetensors;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;

/// A saved {@link PruningPlan}: JSON, and beside it the weights that a strategy has fitted to what is left, if it
/// has. Whatever is wrong with the files is said in one line that names them.
///
/// @param file of the JSON; its name ends in `.json`
public record PlanFile(Path file) {
    private static final String ENDING = ".json";

    private static final ObjectReader JSON = Configuration.MAPPER
            .rebuild()
            .changeDefaultNullHandling(nulls -> nulls.withContentNulls(Nulls.FAIL))
            .build()
            .reader()
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .with(
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

    /// What the JSON holds.
    private record Saved(Description description, List<Cut> groups, List<Left> left) {}

    /// There are the old files or the whole new ones.
    public void write(PruningPlan plan) throws IOException {
        Map<String, Values> fitted = plan.fitted();
        if (!fitted.isEmpty()) {
            SequencedMap<String, Values> ordered = new LinkedHashMap<>();
            fitted.keySet().stream().sorted().forEach(name -> ordered.put(name, fitted.get(name)));
            new Safetensors(new LinkedHashMap<>(Map.of("format", "pt")), ordered).write(weights());
        }
        byte[] json = Configuration.MAPPER
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(plan)
                .getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, out -> out.write(json));
    }

    /// Where the fitted weights lie.
    public Path weights() {
        String name = String.valueOf(file.getFileName());
        String stem = name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
        return file.resolveSibling(stem + ".safetensors");
    }

    /// @throws IllegalArgumentException if it is no plan, or its weights are not those it was saved with
    public PruningPlan read() throws IOException {
        PruningPlan plan = withoutWeights();
        if (plan.description().weights().isEmpty()) {
            return plan;
        }
        if (!Files.exists(weights())) {
            throw new IllegalArgumentException("%s: the plan's fitted weights are missing; they belong beside it, in %s"
                    .formatted(file, weights().getFileName()));
        }
        Map<String, Values> fitted = Safetensors.read(weights()).tensors();
        if (!Digests.of(fitted).equals(plan.description().weights())) {
            throw new IllegalArgumentException(weights() + ": not the weights that the plan was saved with");
        }
        return new PruningPlan(plan.description(), plan.groups(), plan.left(), fitted);
    }

    /// The widths of the plan; its weights need not be there.
    ///
    /// @throws IllegalArgumentException if it is no plan
    SequencedMap<String, Integer> widths() {
        return withoutWeights().widths();
    }

    private PruningPlan withoutWeights() {
        JsonNode read = parsed();
        String format = read.path("description").path("format").asString("");
        if (!format.equals(PruningPlan.FORMAT)) {
            throw new IllegalArgumentException(file + ": not a pruning plan of this version");
        }
        try {
            Saved saved = JSON.forType(Saved.class).readValue(read);
            return new PruningPlan(saved.description, saved.groups, saved.left, Map.of());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "%s: not a valid pruning plan: %s".formatted(file, Configuration.located(e, read)), e);
        }
    }

    private JsonNode parsed() {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + ": not a pruning plan, which is a text in UTF-8", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "%s: the plan cannot be read (%s)".formatted(file, FileProblem.describe(e)), e);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "%s: not a valid pruning plan: %s".formatted(file, Configuration.said(e)), e);
        }
    }
}
