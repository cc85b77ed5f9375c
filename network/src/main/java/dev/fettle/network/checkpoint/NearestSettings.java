package dev.fettle.network.checkpoint;

import dev.fettle.network.Graph;
import dev.fettle.network.Overlay;
import dev.fettle.network.Shape;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.architecture.Slim;
import dev.fettle.network.checkpoint.MisfitException.Remedy;
import dev.fettle.network.convolution.Convolutions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Finds the settings with which a network has the tensors of a checkpoint: one setting is changed after the other,
/// each time the one after which the fewest names and shapes differ, until none does.
final class NearestSettings {
    private static final int MOST_CHANGES = 6;
    private static final int MOST_TENSORS = 5000; // beyond, looking for settings would take long
    private static final int MOST_LAYERS = 128;
    private static final int MOST_SIZES = 64; // of published networks under 15
    private static final int BEYOND_THE_LAST = 3; // layers that are not numbered: first, last, behind the body
    private static final Pattern NUMBER = Pattern.compile("(?<=^|\\.)\\d{1,3}(?=\\.|$)");

    /// Of normalisation, block, stem and the type of convolution.
    private static final List<String> CHOICES = Stream.concat(
                    Stream.of("none", "batch", "a", "b", "residual", "efficient", "imagenet", "cifar"),
                    Convolutions.ALL.names().stream())
            .toList();

    private static final List<Integer> SCALES = List.of(2, 3, 4, 8);

    private final Checkpoint checkpoint;
    private final Optional<String> key;
    private final Collection<JsonNode> sizes;

    private NearestSettings(Checkpoint checkpoint, Optional<String> key) {
        this.checkpoint = checkpoint;
        this.key = key;
        sizes = sizes(checkpoint);
    }

    /// What would make the tensors fit; nothing if that cannot be told.
    static Remedy of(Architecture asked, Checkpoint checkpoint, Optional<String> key) {
        long tensors = checkpoint.tables().stream()
                .mapToLong(table -> table.tensors().size())
                .sum();
        if (tensors > MOST_TENSORS) {
            return Remedy.NONE;
        }
        return new NearestSettings(checkpoint, key).nearest(asked);
    }

    /// The published network where it differs from the nearest in more than its tensors, as the large EDSR does in its
    /// residual scale.
    private Remedy nearest(Architecture asked) {
        Optional<Found> near = from(Optional.empty(), asked);
        Optional<Found> published =
                published(asked.scale(), near.map(found -> found.architecture().getClass()));
        if (near.isPresent()
                && (published.isEmpty() || published.get().architecture.equals(near.get().architecture))) {
            return near.get().remedy();
        }
        Fit fit = FittedWeights.fits(asked.graph(), checkpoint, key).getFirst();
        boolean isOther = fit.names().size() < fit.missing().size();
        return published
                .or(() -> near)
                .or(() -> isOther ? fromAnotherKind() : Optional.empty())
                .map(Found::remedy)
                .orElse(Remedy.NONE);
    }

    /// A network with the tensors of the checkpoint.
    private record Found(Optional<String> preset, Architecture architecture, List<String> changes) {
        Remedy remedy() {
            return new Remedy(preset, changes);
        }
    }

    private Found found(Optional<String> preset, Architecture architecture, List<String> changes) {
        Optional<String> range = valueRange(architecture);
        List<String> all = new ArrayList<>(changes);
        range.ifPresent(value -> all.add(MeanShift.VALUE_RANGE + "=" + value));
        ObjectNode settings = Architectures.write(architecture);
        range.ifPresent(value -> settings.put(MeanShift.VALUE_RANGE, Double.parseDouble(value)));
        return new Found(preset, Architectures.read(settings), all);
    }

    /// @param kind of the network that is known to do; empty for any
    private Optional<Found> published(int askedScale, Optional<? extends Class<?>> kind) {
        for (Architectures.Preset preset : Architectures.PRESETS) {
            if (kind.isPresent() && kind.get() != preset.kind()) {
                continue;
            }
            for (Architecture architecture : atEachScale(preset, askedScale)) {
                if (mismatches(architecture) == 0) {
                    List<String> changes = scaleChanges(preset.usual(), architecture);
                    return Optional.of(found(Optional.of(preset.name()), architecture, changes));
                }
            }
        }
        return Optional.empty();
    }

    /// With all of its scales first, where it has several.
    private static List<Architecture> atEachScale(Architectures.Preset preset, int askedScale) {
        Architecture usual = preset.usual();
        List<Architecture> all = new ArrayList<>(usual.scales().size() > 1 ? List.of(usual) : List.of());
        for (int scale : usual.scale() == 1 ? List.of(1) : scales(askedScale)) {
            at(preset, scale).ifPresent(all::add);
        }
        return all;
    }

    /// Of a network of several scales it is always said, whether all of them or one fits.
    private static List<String> scaleChanges(Architecture usual, Architecture architecture) {
        if (architecture.scales().size() > 1) {
            return List.of("scales=" + architecture.scales().toString().replace(" ", "")); // one word to a shell
        }
        return architecture.equals(usual) ? List.of() : List.of("scale=" + architecture.scale());
    }

    private static Optional<Architecture> at(Architectures.Preset preset, int scale) {
        try {
            return Optional.of(preset.atScale().apply(scale));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not every network has every scale
        }
    }

    /// The one that was asked for first: to some networks all scales are the same.
    private static List<Integer> scales(int asked) {
        List<Integer> scales = new ArrayList<>(SCALES);
        if (scales.remove(Integer.valueOf(asked))) {
            scales.addFirst(asked);
        }
        return scales;
    }

    private Optional<Found> fromAnotherKind() {
        Set<Class<?>> kinds = new HashSet<>();
        return Architectures.PRESETS.stream()
                .filter(preset -> preset.kind() != Slim.class) // its widths are no settings to change
                .filter(preset -> kinds.add(preset.kind())) // the first of each
                .flatMap(preset -> from(Optional.of(preset.name()), preset.usual()).stream())
                .findFirst();
    }

    private Optional<Found> from(Optional<String> preset, Architecture start) {
        ObjectNode settings = Architectures.write(start);
        List<String> changes = new ArrayList<>();
        int mismatches = mismatches(start);
        while (mismatches > 0 && changes.size() < MOST_CHANGES) {
            Optional<Change> best = best(settings, mismatches);
            if (best.isEmpty()) {
                return Optional.empty();
            }
            settings = with(settings, best.get().key, best.get().value);
            changes.removeIf(change -> change.startsWith(best.get().key + "="));
            changes.add(best.get().key + "=" + best.get().value.asString());
            mismatches = best.get().mismatches;
        }
        return mismatches > 0 ? Optional.empty() : Optional.of(found(preset, Architectures.read(settings), changes));
    }

    /// A setting, and how many names and shapes differ with it.
    private record Change(String key, JsonNode value, int mismatches) {}

    private Optional<Change> best(ObjectNode settings, int mismatches) {
        Optional<Change> best = Optional.empty();
        for (var setting : values(settings, "").entrySet()) {
            for (JsonNode value : alternatives(setting.getValue())) {
                int least = best.map(Change::mismatches).orElse(mismatches);
                int now = mismatches(with(settings, setting.getKey(), value));
                if (now < least) {
                    best = Optional.of(new Change(setting.getKey(), value, now));
                }
            }
        }
        return best;
    }

    /// All values by the keys that `--set` takes: `convolution.groups`.
    private static SequencedMap<String, JsonNode> values(ObjectNode settings, String prefix) {
        SequencedMap<String, JsonNode> values = new LinkedHashMap<>();
        for (var setting : settings.properties()) {
            String key = prefix + setting.getKey();
            if (setting.getValue() instanceof ObjectNode block) {
                values.putAll(values(block, key + "."));
            } else {
                values.put(key, setting.getValue());
            }
        }
        return values;
    }

    /// What `--set key=value` makes of settings.
    private static ObjectNode with(ObjectNode settings, String key, JsonNode value) {
        return Overlay.of(settings, List.of(key.split("\\.")), value);
    }

    private Collection<JsonNode> alternatives(JsonNode value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (value.isBoolean()) {
            return List.of(nodes.booleanNode(!value.booleanValue()));
        }
        if (value.isInt()) {
            return sizes;
        }
        return value.isString()
                ? CHOICES.stream()
                        .map(nodes::stringNode)
                        .map(JsonNode.class::cast)
                        .toList()
                : List.of();
    }

    private int mismatches(ObjectNode settings) {
        try {
            return mismatches(Architectures.read(settings));
        } catch (IllegalArgumentException e) {
            return Integer.MAX_VALUE; // the network has no such setting
        }
    }

    private int mismatches(Architecture architecture) {
        Graph graph = architecture.graph();
        return FittedWeights.fits(graph, checkpoint, key).getFirst().mismatches();
    }

    private Optional<String> valueRange(Architecture architecture) {
        try {
            Fit fit = FittedWeights.fits(architecture.graph(), checkpoint, key).getFirst();
            return MeanShift.valueRange(architecture, fit)
                    .filter(range -> Double.parseDouble(range) != architecture.valueRange());
        } catch (IOException e) {
            return Optional.empty(); // only a hint is lost
        }
    }

    /// Dimensions and numbers of layers that the file's shapes and names speak of.
    private static Collection<JsonNode> sizes(Checkpoint checkpoint) {
        SequencedSet<Integer> sizes = new LinkedHashSet<>();
        int last = 0;
        for (TensorTable table : checkpoint.tables()) {
            for (var tensor : table.tensors().entrySet()) {
                tensor.getValue().shape().map(Shape::dimensions).stream()
                        .flatMap(List::stream)
                        .filter(size -> sizes.size() < MOST_SIZES)
                        .forEach(sizes::add);
                for (Matcher number = NUMBER.matcher(tensor.getKey()); number.find(); ) {
                    last = Math.max(last, Integer.parseInt(number.group()));
                }
            }
        }
        for (int n = 1; n <= Math.min(last + BEYOND_THE_LAST, MOST_LAYERS); n++) {
            sizes.add(n);
        }
        return sizes.stream()
                .map(JsonNodeFactory.instance::numberNode)
                .map(JsonNode.class::cast)
                .toList();
    }
}
