package dev.fettle.lab.compress;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.fettle.lab.Lines;
import dev.fettle.lab.Watcher;
import dev.fettle.lab.compress.GhostPlan.Family;
import dev.fettle.lab.compress.Selection.Chance;
import dev.fettle.lab.fit.Specimens;
import dev.fettle.network.Graph;
import dev.fettle.network.LearntShifts;
import dev.fettle.network.Offset;
import dev.fettle.network.Operation;
import dev.fettle.network.Overlay;
import dev.fettle.network.Shape;
import dev.fettle.network.ShiftChoice;
import dev.fettle.network.TrainingOnly.LearntGhosts;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.architecture.Slim;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Ghost;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import tools.jackson.databind.node.ObjectNode;

/// A trained dense network as one with ghosts: of each layer some filters stay with their weights, the others become
/// shifted copies of them. Nie et al., TMLR 2022. All channels keep their numbers: each layer has the order of
/// its result stored with its weights, so that sums with residual streams and all other layers stay as they are.
///
/// @param ghost of which `ordered` counts as true
/// @param selection of the filters that stay
/// @param correlated whether proxies begin with how much each shift makes sources like the filters they replace; else
/// by chance
/// @param seed of all chance
/// @param starts of k-means for each layer, of which the best counts
/// @param photographs that filters are fitted to, by least squares; if empty they stay as they are
public record GhostCompression(
        Ghost ghost, Selection selection, boolean correlated, long seed, int starts, Optional<Specimens> photographs)
        implements Compression {
    private static final String CONVOLUTION = "convolution";
    private static final String ORDER = ".order";

    /// Of the patches that are fitted to, as the network reads them.
    private static final int SIDE = 48;

    public GhostCompression {
        if (starts < 1) {
            throw new IllegalArgumentException("starts must be at least 1, got " + starts);
        }
        if (selection == Selection.MAPS && photographs.isEmpty()) {
            throw new IllegalArgumentException("maps are those of photographs: name them by --fit PHOTOS");
        }
        if (selection == Selection.MAPS && !correlated) {
            throw new IllegalArgumentException(
                    "maps choose the shifts, too; leave --random-shifts or --select maps out");
        }
        if (!correlated && (ghost.cheap() != Ghost.Cheap.SHIFT || ghost.offset() == 0)) {
            throw new IllegalArgumentException("--random-shifts: ghosts with %s have no shifts"
                    .formatted(ghost.offset() == 0 ? "offset 0" : "cheap: depthwise"));
        }
        if (photographs.isPresent() && ghost.cheap() != Ghost.Cheap.SHIFT) {
            throw new IllegalArgumentException("--fit is for shifted copies; depthwise kernels are not fitted");
        }
    }

    /// What came of it.
    public record Result(@JsonIgnore ModelFile model, List<Layer> layers) implements Compression.Result {
        public Result {
            layers = List.copyOf(layers);
        }

        @Override
        public List<String> lines() {
            Lines lines = new Lines();
            if (layers.isEmpty()) {
                lines.add("no layer has ghosts: the ratio is too small, or no layer of the network may have them");
            }
            layers.forEach(layer -> lines.add(
                    "%-32s %4d of %4d filters stay, ghosts are like their sources by %.3f",
                    layer.name(), layer.intrinsic(), layer.channels(), layer.correlation()));
            return lines.all();
        }
    }

    /// One layer.
    ///
    /// @param channels of its result
    /// @param intrinsic filters that stayed
    /// @param correlation of the filters that went with their unshifted sources, on the mean; -1 to 1
    public record Layer(String name, int channels, int intrinsic, double correlation) {}

    /// @throws IllegalArgumentException naming what does not fit: an architecture without plain convolutions, groups
    /// that do not divide, fewer different filters than clusters
    @Override
    public Result of(ModelFile dense, Watcher watcher) throws IOException {
        Architecture architecture = withGhosts(dense.architecture());
        SequencedMap<String, Filters> filters = filters(architecture.graph(), dense.weights());
        Optional<LayerSamples> samples = samples(dense);
        Optional<MapPlans> maps =
                samples.filter(_ -> selection == Selection.MAPS).map(shown -> new MapPlans(shown, ghost));
        SequencedMap<String, MapPartners.Choice> byMaps =
                maps.map(plans -> plans.plans(filters.keySet(), watcher)).orElseGet(LinkedHashMap::new);
        SequencedMap<String, GhostPlan> plans = plans(filters, byMaps);
        Weights start = weights(architecture.graph(), dense.weights(), plans, byMaps);
        ModelFile kept = new ModelFile(architecture, start, card(dense.card(), !plans.isEmpty()));
        GhostFit.Fitted fitted = samples.map(shown -> new GhostFit(shown, kept, plans, maps).fitted(watcher))
                .orElseGet(() -> new GhostFit.Fitted(start, plans));
        ModelFile made = new ModelFile(architecture, fitted.weights(), kept.card());
        return new Result(made, layers(filters, fitted.plans()));
    }

    /// Of the dense network's layers that get ghosts.
    private static SequencedMap<String, Filters> filters(Graph graph, Weights dense) {
        SequencedMap<String, Filters> filters = new LinkedHashMap<>();
        for (Operation.Parameter parameter : graph.parameters()) {
            if (parameter.name().endsWith(ORDER)) {
                String name = parameter.name().substring(0, parameter.name().length() - ORDER.length());
                filters.put(name, Filters.of(dense, name, groups(graph, name)));
            }
        }
        return filters;
    }

    private SequencedMap<String, GhostPlan> plans(
            SequencedMap<String, Filters> filters, Map<String, MapPartners.Choice> byMaps) {
        SequencedMap<String, GhostPlan> plans = new LinkedHashMap<>();
        filters.forEach((name, dense) -> {
            MapPartners.Choice choice = byMaps.get(name);
            plans.put(name, choice == null ? plan(name, dense) : choice.plan());
        });
        return plans;
    }

    /// Those of the dense network that stay, and what says which channels are ghosts and where they move.
    private Weights weights(
            Graph graph, Weights dense, Map<String, GhostPlan> plans, Map<String, MapPartners.Choice> byMaps) {
        SequencedMap<String, Values> weights =
                new LinkedHashMap<>(Weights.initial(graph, seed).byName());
        weights.replaceAll((name, drawn) -> kept(name, drawn, dense, plans));
        plans.forEach((name, plan) -> {
            float[] order = plan.order();
            weights.put(name + ORDER, new Values(Shape.of(order.length), order));
        });
        if (correlated) {
            LearntShifts.choices(graph).forEach((name, ghosts) -> {
                String layer = name.substring(0, name.lastIndexOf('.'));
                Shape shape = Objects.requireNonNull(weights.get(name)).shape();
                MapPartners.Choice choice = byMaps.get(layer);
                weights.put(
                        name,
                        choice == null
                                ? proxies(
                                        ghosts,
                                        shape,
                                        Objects.requireNonNull(plans.get(layer)),
                                        Filters.of(dense, layer, groups(graph, layer)))
                                : LayerWeights.decided(ghosts.choice(), shape, choice.offsets()));
            });
        }
        return Weights.of(weights);
    }

    private static List<Layer> layers(SequencedMap<String, Filters> filters, Map<String, GhostPlan> plans) {
        List<Layer> layers = new ArrayList<>();
        filters.forEach((name, dense) -> layers.add(layer(name, Objects.requireNonNull(plans.get(name)), dense)));
        return layers;
    }

    private Optional<LayerSamples> samples(ModelFile dense) throws IOException {
        return photographs.isEmpty()
                ? Optional.empty()
                : Optional.of(new LayerSamples(dense, photographs.get().of(dense, side()), seed));
    }

    /// Of patches, so that something is left where all shifts stay inside.
    private int side() {
        return Math.max(SIDE, LayerSamples.MARGIN * (ghost.offset() + 1));
    }

    private ModelCard card(ModelCard dense, boolean hasGhosts) {
        String how = Convolutions.ALL.write(ghost.inStoredOrder())
                + (hasGhosts ? ", filters by " + selection + ", " + copies() : ", no ghosts")
                + photographs
                        .map(patches -> ", fitted to %d patches of %s"
                                .formatted(
                                        patches.count(), patches.photographs().getFileName()))
                        .orElse("");
        return new Offspring("ghost", how, seed).card(dense);
    }

    /// What ghosts begin as.
    private String copies() {
        if (ghost.cheap() == Ghost.Cheap.DEPTHWISE) {
            return "kernels by chance";
        }
        if (ghost.offset() == 0) {
            return "plain copies";
        }
        return "shifts by " + (selection == Selection.MAPS ? "maps" : correlated ? "correlation" : "chance");
    }

    private Architecture withGhosts(Architecture dense) {
        if (dense instanceof Slim) {
            throw new IllegalArgumentException(
                    "channels of it are cut already; give ghosts to the network that it was made of");
        }
        ObjectNode settings = Architectures.write(dense);
        String type = settings.path(CONVOLUTION).path("type").asString("");
        if (!type.equals("plain")) {
            throw new IllegalArgumentException("%s with %s: ghosts are made of plain convolutions"
                    .formatted(
                            settings.path("type").asString(),
                            type.isEmpty() ? "no convolution to choose" : "convolution '" + type + "'"));
        }
        ObjectNode ghosts = settings.objectNode();
        ghosts.set(CONVOLUTION, Convolutions.ALL.write(ghost.inStoredOrder()));
        return Architectures.read(Overlay.of(settings, ghosts));
    }

    /// A filter stays in its group.
    private GhostPlan plan(String name, Filters filters) {
        int intrinsic = ghost.intrinsic(filters.count());
        int groups = filters.groups();
        int each = filters.count() / groups;
        List<Family> families = new ArrayList<>();
        for (int from = 0; from < filters.count(); from += each) {
            families.addAll(families(name, filters, from, from + each, intrinsic / groups));
        }
        return GhostPlan.of(families, filters);
    }

    private List<Family> families(String name, Filters filters, int from, int to, int count) {
        try {
            return selection.families(filters, from, to, count, new Chance(seed, starts, name));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    private static int groups(Graph graph, String name) {
        return graph.nodes().stream()
                .filter(node -> node.name().equals(name))
                .map(node -> node.operation() instanceof Operation.Convolve convolve ? convolve.groups() : 1)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(name + ": no such layer"));
    }

    /// For each place in the kernel the mean correlation of ghosts with sources that are shifted so. What is
    /// below 0 becomes 0: it would be large to a rule that looks at magnitudes.
    private static Values proxies(LearntGhosts ghosts, Shape shape, GhostPlan plan, Filters filters) {
        ShiftChoice choice = ghosts.choice();
        int choices = shape.dimension(0);
        float[] proxies = new float[choices * choice.candidates()];
        for (int j = 0; j < plan.ghosts().size(); j++) {
            int first = choices == 1 ? 0 : j * choice.candidates();
            for (int place = 0; place < choice.candidates(); place++) {
                double correlation = filters.correlation(plan.ghosts().get(j), plan.source(j), choice.offset(place));
                proxies[first + place] +=
                        (float) (correlation * choices / plan.ghosts().size());
            }
        }
        for (int i = 0; i < proxies.length; i++) {
            proxies[i] = Math.max(proxies[i], 0);
        }
        return new Values(shape, proxies);
    }

    private static Layer layer(String name, GhostPlan plan, Filters filters) {
        Offset none = new Offset(0, 0);
        double correlation = 0;
        for (int j = 0; j < plan.ghosts().size(); j++) {
            correlation += filters.correlation(plan.ghosts().get(j), plan.source(j), none);
        }
        int ghosts = plan.ghosts().size();
        return new Layer(name, filters.count(), plan.intrinsic().size(), correlation / ghosts);
    }

    /// What the dense network has for a parameter, or those of its filters that stay; what it has not is new.
    private static Values kept(String name, Values drawn, Weights dense, Map<String, GhostPlan> plans) {
        Values values = dense.byName().get(name);
        if (values == null || values.shape().equals(drawn.shape())) {
            return values == null ? drawn : values;
        }
        GhostPlan plan = plans.get(name.substring(0, name.lastIndexOf('.')));
        if (plan == null) {
            throw new IllegalStateException(name + ": " + values.shape() + " does not become " + drawn.shape());
        }
        int length = values.array().length / values.shape().dimension(0);
        float[] rows = new float[plan.intrinsic().size() * length];
        for (int i = 0; i < plan.intrinsic().size(); i++) {
            System.arraycopy(values.array(), plan.intrinsic().get(i) * length, rows, i * length, length);
        }
        return new Values(drawn.shape(), rows);
    }
}
