package dev.fettle.lab.prune;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.fettle.lab.Lines;
import dev.fettle.network.ChannelPlan;
import dev.fettle.network.Channels;
import dev.fettle.network.Channels.Group;
import dev.fettle.network.Channels.Reader;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Slim;
import dev.fettle.network.model.ModelFile;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What is cut from a network, decided: can be printed, saved ({@link PlanFile}), and applied to the network as
/// often as one likes, with the same bytes each time.
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
    static final String FORMAT = "fettle pruning plan 1";

    private static final int SHOWN = 12; // characters of a digest that tell networks apart

    /// @throws IllegalArgumentException if a group is there twice
    public PruningPlan {
        groups = List.copyOf(groups);
        left = List.copyOf(left);
        fitted = Map.copyOf(fitted);
        requireOnce(groups);
    }

    private static void requireOnce(List<Cut> groups) {
        Set<String> names = new HashSet<>();
        for (Cut group : groups) {
            if (!names.add(group.name)) {
                throw new IllegalArgumentException("the plan has the group '" + group.name + "' twice");
            }
        }
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
        Channels channels = Channels.of(model.network().graph());
        groups.forEach(cut -> requireUnchanged(cut, channels.group(cut.name())));
        if (!fitted.isEmpty()) {
            groups.forEach(cut -> channels.readers(channels.group(cut.name()))
                    .forEach(reader -> requireFitted(cut, reader, model.weights())));
        }
    }

    private static void requireUnchanged(Cut cut, Group group) {
        if (group.width() != cut.channels()) {
            throw new IllegalArgumentException("the plan was changed: group '%s' has %d channels there and %d here"
                    .formatted(cut.name(), cut.channels(), group.width()));
        }
    }

    /// What was fitted reads the channels that stay, and no others.
    private void requireFitted(Cut cut, Reader reader, Weights before) {
        Values values = fitted.get(reader.parameter());
        if (values == null) {
            return;
        }
        Slices now = new Slices(values);
        Slices whole = new Slices(before.get(reader.parameter()));
        for (int channel = 0; channel < reader.slices().size(); channel++) {
            List<Integer> places = reader.slices().get(channel);
            boolean isKept = cut.kept().contains(channel);
            if (isKept ? now.isSilent(places) && !whole.isSilent(places) : !now.isSilent(places)) {
                throw new IllegalArgumentException(
                        ("the plan was changed: its weights were fitted to other channels of group '%s'; "
                                        + "decide anew, or name channels by --strategy manual")
                                .formatted(cut.name()));
            }
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
}
