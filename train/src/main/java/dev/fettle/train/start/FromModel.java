package dev.fettle.train.start;

import dev.fettle.network.Graph;
import dev.fettle.network.IdentityLayers;
import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Role;
import dev.fettle.network.StoredOrders;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.model.ModelFile;
import dev.fettle.train.checkpoint.StoredCompanions;
import dev.fettle.train.settings.NeededFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The weights of a model, wherever name and shape agree; what the model has not begins anew, as drawn from
/// the seed. Where it sorts into the same classes in another order, the rows of its last layer go with
/// their classes.
///
/// @param file of the model; relative paths start from the current directory; `{seed}` in it stands for the
/// seed of the training, for starts that are made anew for each seed of a sweep
/// @param anew layers that begin anew even if the model has them: `tail` covers `tail.0.0.weight`
/// @param identity layers that the model has not, which begin by changing nothing, between two ReLUs as the identity,
/// before a sum as zero: what the model computes, the deeper network computes, too
/// @param companions the checkpoint of the training that made the model, of which the networks that learn
/// beside it, such as dual models, are taken; empty if they begin anew
public record FromModel(String file, List<String> anew, List<String> identity, String companions) implements Start {
    public static final FromModel DEFAULTS = new FromModel("", List.of(), List.of(), "");

    private static final String SEED = "{seed}";

    /// Names that one message lists.
    private static final int LISTED = 5;

    public FromModel {
        anew = List.copyOf(anew);
        identity = List.copyOf(identity);
    }

    /// Whose layers all come from the model, but for what it has not.
    public FromModel(String file, String companions) {
        this(file, List.of(), List.of(), companions);
    }

    @Override
    public Beginning begin(Architecture architecture, Graph graph, long seed, List<String> classes) {
        return ofSeed(seed).beginHere(architecture, graph, seed, classes);
    }

    private FromModel ofSeed(long seed) {
        String number = Long.toString(seed);
        return new FromModel(file.replace(SEED, number), anew, identity, companions.replace(SEED, number));
    }

    @Override
    public List<NeededFile> files(long seed) {
        FromModel ofSeed = ofSeed(seed);
        List<NeededFile> files = new ArrayList<>(List.of(new NeededFile("start.file", ofSeed.file)));
        if (!companions.isBlank()) {
            files.add(new NeededFile("start.companions", ofSeed.companions));
        }
        return files;
    }

    private Beginning beginHere(Architecture architecture, Graph graph, long seed, List<String> classes) {
        if (file.isBlank()) {
            throw new IllegalArgumentException("start.file is missing; name a model file");
        }
        Path path = Path.of(file);
        ModelFile model = ModelSetting.read("start.file", file);
        requireSameWhite(model, architecture);
        ClassRows rows = new ClassRows(model.classes().names(), classes);
        Map<String, Values> known = rows.ofFile(file, graph, model.weights().byName());
        requireKnownLayers(graph);
        requireFitting(graph, known);
        requireOrders(model.network().graph(), graph);
        Map<String, Values> weights =
                new LinkedHashMap<>(Weights.initial(graph, seed).byName());
        Set<String> taken = new LinkedHashSet<>(weights.keySet());
        taken.removeIf(name -> !known.containsKey(name) || beginsAnew(name));
        if (taken.isEmpty()) {
            throw new IllegalArgumentException(
                    "start: %s has nothing that this network could take; it has %s, the network has %s"
                            .formatted(file, listed(known.keySet()), listed(weights.keySet())));
        }
        taken.forEach(name -> weights.put(name, known.get(name)));
        Weights begun = withIdentities(graph, Weights.of(weights), taken);
        List<String> told = told(graph, known.keySet(), taken);
        if (rows.areReordered()) {
            told.add("start: %s has the classes in another order; the rows of its last layer follow them"
                    .formatted(file));
        }
        if (companions.isBlank()) {
            return new Beginning(begun, List.of(digest(path)), told);
        }
        Map<String, Weights> stored = stored();
        List<String> parents = List.of(digest(path), digest(Path.of(companions)));
        return new Beginning(begun, stored, parents, told);
    }

    private Weights withIdentities(Graph graph, Weights weights, Set<String> taken) {
        for (String layer : identity) {
            if (taken.stream().anyMatch(parameter -> covers(layer, parameter))) {
                throw new IllegalArgumentException(
                        "start.identity: %s has a layer '%s'; name it in start.anew, too, to leave it out"
                                .formatted(file, layer));
            }
        }
        try {
            return IdentityLayers.in(graph, weights, identity);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("start.identity: " + e.getMessage(), e);
        }
    }

    private Map<String, Weights> stored() {
        Map<String, Weights> stored =
                StoredCompanions.read("start.companions", companions).weights();
        if (stored.isEmpty()) {
            throw new IllegalArgumentException("start.companions: " + companions
                    + ": nothing was trained beside the network; leave companions out");
        }
        return stored;
    }

    /// Biases that fit one range of values are nothing in another.
    private void requireSameWhite(ModelFile model, Architecture architecture) {
        double theirs = model.architecture().valueRange();
        double ours = architecture.valueRange();
        if (theirs != ours) {
            throw new IllegalArgumentException(
                    "start.file: white is %s to the network of %s and %s to this one; choose the same valueRange"
                            .formatted(theirs, file, ours));
        }
    }

    private boolean beginsAnew(String parameter) {
        return anew.stream().anyMatch(layer -> covers(layer, parameter));
    }

    private static boolean covers(String layer, String parameter) {
        return parameter.equals(layer) || parameter.startsWith(layer + ".");
    }

    private void requireKnownLayers(Graph graph) {
        for (String layer : anew) {
            if (graph.parameters().stream().noneMatch(parameter -> covers(layer, parameter.name()))) {
                throw new IllegalArgumentException("start.anew: the network has no layer '" + layer + "'");
            }
        }
    }

    private void requireFitting(Graph graph, Map<String, Values> known) {
        List<String> misfits = new ArrayList<>();
        Set<String> layers = new LinkedHashSet<>();
        for (Operation.Parameter parameter : graph.parameters()) {
            Values values = known.get(parameter.name());
            if (values != null
                    && !beginsAnew(parameter.name())
                    && !values.shape().equals(parameter.shape())) {
                misfits.add("'%s' (%s there, %s here)".formatted(parameter.name(), values.shape(), parameter.shape()));
                boolean isShift = parameter.role() == Role.PROXY; // no reason to lose the layer's filters
                layers.add(isShift ? parameter.name() : layer(parameter.name()));
            }
        }
        if (!misfits.isEmpty()) {
            throw new IllegalArgumentException(
                    "start: of %s these have other shapes: %s; name their layers in start.anew: [%s]%s"
                            .formatted(file, listed(misfits), String.join(", ", layers), orGhosts(graph, known)));
        }
    }

    /// For a network that expects a dense one's order of channels, which this start has not.
    private static String orGhosts(Graph graph, Map<String, Values> known) {
        boolean isDense = !known.keySet().containsAll(StoredOrders.of(graph));
        return isDense ? ", or start from what fettle compress ghost makes of it" : "";
    }

    /// Without their order, channels would be others to all layers that read them.
    private void requireOrders(Graph theirs, Graph graph) {
        Set<String> here = StoredOrders.of(graph);
        List<String> missing = StoredOrders.of(theirs).stream()
                .filter(name -> !here.contains(name) && !beginsAnew(name))
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "start: %s keeps the order of channels (%s), this network does not; choose ordered: true"
                            .formatted(file, listed(missing)));
        }
    }

    private static String layer(String parameter) {
        int dot = parameter.lastIndexOf('.');
        return dot < 0 ? parameter : parameter.substring(0, dot);
    }

    private List<String> told(Graph graph, Set<String> known, Set<String> taken) {
        Set<String> anewHere = new LinkedHashSet<>();
        graph.parameters().forEach(parameter -> anewHere.add(parameter.name()));
        int all = anewHere.size();
        anewHere.removeAll(taken);
        Set<String> left = new LinkedHashSet<>(known);
        left.removeAll(taken);
        List<String> told = new ArrayList<>();
        told.add("start: %d of %d parameters are those of %s".formatted(taken.size(), all, file));
        anewHere.removeIf(parameter -> identity.stream().anyMatch(layer -> covers(layer, parameter)));
        if (!anewHere.isEmpty()) {
            told.add("start: these begin anew: " + listed(anewHere));
        }
        if (!identity.isEmpty()) {
            told.add("start: these begin by changing nothing: " + listed(identity));
        }
        if (!left.isEmpty()) {
            told.add("start: these of the model are not taken: " + listed(left));
        }
        return told;
    }

    private static String listed(Collection<String> names) {
        String shown = names.stream().limit(LISTED).collect(Collectors.joining(", "));
        return names.size() > LISTED ? shown + " and " + (names.size() - LISTED) + " more" : shown;
    }

    private static String digest(Path file) {
        try (DigestInputStream in =
                new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (IOException e) {
            throw new IllegalArgumentException("start: " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
