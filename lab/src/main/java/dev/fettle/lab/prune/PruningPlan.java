package dev.fettle.lab.prune;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.fettle.file.AtomicFile;
import dev.fettle.lab.Lines;
import dev.fettle.network.ChannelPlan;
import dev.fettle.network.Channels;
import dev.fettle.network.Configuration;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Slim;
import dev.fettle.network.model.ModelFile;
import dev.fettle.network.model.Safetensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What is cut from a network, decided: can be printed, saved, and applied to the network as often as one
/// likes, with the same bytes each time. As a file it is JSON; weights that a strategy has fitted to what is
/// left lie beside it.
///
/// @param description of what it is for and how it was made
/// @param groups that are cut, in the order of the network
/// @param left groups that are not, with the reason
/// @param fitted weights in the whole network's shapes that take the place of its own
public record PruningPlan(
        Description description,
        List<Cut> groups,
        List<Left> left,
        @JsonIgnore Map<String, Values> fitted) {
    private static final String FORMAT = "fettle pruning plan 1";
    private static final String ENDING = ".json";
    private static final int SHOWN = 12; // characters of a digest that tell networks apart

    public PruningPlan {
        groups = List.copyOf(groups);
        left = List.copyOf(left);
        fitted = Map.copyOf(fitted);
    }

    /// @param model its name
    /// @param digest of the whole network and its weights
    /// @param strategy with its settings
    /// @param weights digest of the fitted weights; empty if there are none
    public record Description(
            String format,
            String model,
            String digest,
            JsonNode strategy,
            String budget,
            String limits,
            String weights) {}

    /// One group.
    ///
    /// @param channels that it had
    /// @param kept positions of those that stay, ascending
    /// @param part of the group's importance that those have
    public record Cut(String name, int channels, List<Integer> kept, double part) {
        public Cut {
            kept = List.copyOf(kept);
        }
    }

    /// A group that stays whole.
    public record Left(String name, int channels, String why) {}

    static PruningPlan of(ModelFile model, Pruning how, List<Cut> groups, Decided decided) {
        Description description = new Description(
                FORMAT,
                model.card().name(),
                Digests.of(model),
                Strategies.ALL.write(how.strategy()),
                how.budget().text(),
                how.limits().text(),
                decided.fitted().isEmpty() ? "" : Digests.of(decided.fitted()));
        return new PruningPlan(description, groups, decided.left(), decided.fitted());
    }

    /// What belongs to a plan besides its cuts.
    record Decided(List<Left> left, Map<String, Values> fitted) {}

    /// Channels that stay, for the network alone.
    ChannelPlan channels() {
        SequencedMap<String, List<Integer>> kept = new LinkedHashMap<>();
        groups.forEach(group -> kept.put(group.name(), group.kept()));
        return new ChannelPlan(kept);
    }

    /// How many channels of each group stay.
    public SequencedMap<String, Integer> widths() {
        return channels().widths();
    }

    /// The network that is left, with its weights.
    ///
    /// @throws IllegalArgumentException if the plan is of another network
    Slim.Cut applied(ModelFile model) {
        requireOf(model);
        SequencedMap<String, Values> weights =
                new LinkedHashMap<>(model.weights().byName());
        weights.putAll(fitted);
        return Slim.cut(model.architecture(), Weights.of(weights), channels());
    }

    private void requireOf(ModelFile model) {
        Channels channels = Channels.of(model.network().graph());
        groups.forEach(cut -> {
            int width = channels.group(cut.name()).width();
            if (width != cut.channels()) {
                throw new IllegalArgumentException(
                        "the plan is of another network: group '%s' has %d channels there and %d here"
                                .formatted(cut.name(), cut.channels(), width));
            }
        });
        String digest = Digests.of(model);
        if (!digest.equals(description.digest)) {
            throw new IllegalArgumentException(
                    "the plan is of another network: of '%s' with the digest %s, this is '%s' with %s"
                            .formatted(
                                    description.model,
                                    shortened(description.digest),
                                    model.card().name(),
                                    shortened(digest)));
        }
    }

    private static String shortened(String digest) {
        return digest.substring(0, Math.min(SHOWN, digest.length()));
    }

    /// As a table.
    public List<String> lines() {
        Lines lines = new Lines();
        groups.forEach(group -> lines.add(
                "%-32s %4d of %4d channels stay, with %.3f of their importance",
                group.name(), group.kept().size(), group.channels(), group.part()));
        left.forEach(group -> lines.add("%-32s %4d channels stay: %s", group.name(), group.channels(), group.why()));
        return lines.all();
    }

    /// Writes the plan, and beside it the fitted weights if there are any; there is the old file or the
    /// whole new one.
    ///
    /// @param file its name ends in `.json`
    public void write(Path file) throws IOException {
        if (!fitted.isEmpty()) {
            SequencedMap<String, Values> ordered = new LinkedHashMap<>();
            fitted.keySet().stream().sorted().forEach(name -> ordered.put(name, fitted.get(name)));
            new Safetensors(new LinkedHashMap<>(Map.of("format", "pt")), ordered).write(weightsOf(file));
        }
        byte[] json = Configuration.MAPPER
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(this)
                .getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, out -> out.write(json));
    }

    /// Where a plan's fitted weights lie.
    public static Path weightsOf(Path file) {
        String name = String.valueOf(file.getFileName());
        String stem = name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
        return file.resolveSibling(stem + ".safetensors");
    }

    /// @throws IllegalArgumentException naming the file, if it is none, or its weights are not those it was
    /// saved with
    public static PruningPlan read(Path file) throws IOException {
        PruningPlan plan = parsed(file);
        if (plan.description.weights.isEmpty()) {
            return plan;
        }
        Path beside = weightsOf(file);
        if (!Files.exists(beside)) {
            throw new IllegalArgumentException("%s: the plan's fitted weights are missing; they belong beside it, in %s"
                    .formatted(file, beside.getFileName()));
        }
        Map<String, Values> fitted = Safetensors.read(beside).tensors();
        if (!Digests.of(fitted).equals(plan.description.weights)) {
            throw new IllegalArgumentException(beside + ": not the weights that the plan was saved with");
        }
        return new PruningPlan(plan.description, plan.groups, plan.left, fitted);
    }

    /// Without its weights.
    private static PruningPlan parsed(Path file) throws IOException {
        try {
            JsonNode read = Configuration.MAPPER.readTree(Files.readString(file));
            boolean isPlan = read instanceof ObjectNode
                    && FORMAT.equals(read.path("description").path("format").asString(""));
            if (!isPlan) {
                throw new IllegalArgumentException(file + ": not a pruning plan of this version");
            }
            Saved saved = Configuration.MAPPER.treeToValue(read, Saved.class);
            return new PruningPlan(saved.description, saved.groups, saved.left, Map.of());
        } catch (JacksonException e) {
            throw new IllegalArgumentException(file + ": not a valid pruning plan: " + e.getOriginalMessage(), e);
        }
    }

    /// What a file holds.
    private record Saved(Description description, List<Cut> groups, List<Left> left) {}

    /// The widths of a saved plan; its weights need not be there.
    ///
    /// @throws IllegalArgumentException naming the file, if it is none
    static SequencedMap<String, Integer> widths(Path file) throws IOException {
        return parsed(file).widths();
    }
}
