package dev.fettle.lab.prune;

import dev.fettle.lab.UnfitRequestException;
import dev.fettle.lab.compress.Filters;
import dev.fettle.network.Channels;
import dev.fettle.network.Channels.Group;
import dev.fettle.network.Configuration;
import dev.fettle.network.Graph;
import dev.fettle.network.Network;
import dev.fettle.network.Operation;
import dev.fettle.network.PlainFilters;
import dev.fettle.network.Shape;
import dev.fettle.network.Shapes;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.model.ModelFile;
import dev.fettle.train.ChannelGrowth;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.settings.SettingsFile;
import dev.fettle.train.torch.growth.Growth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What both strategies that grow have in common: the training whose loss they look at.
///
/// @param name of the strategy
/// @param dual whether dual terms count
record Growing(String name, boolean dual, Growth.Settings settings, int companionSteps) implements Strategy {
    private static final int PATCH = 24;
    private static final int BATCH = 16; // as the release

    /// What of a training is looked at; the rest of it is not done.
    private static final List<String> LOOKED_AT = List.of("data", "loss", "device", "threads");

    Growing {
        if (companionSteps < 1) {
            throw new IllegalArgumentException("companionSteps must be at least 1, got " + companionSteps);
        }
    }

    @Override
    public boolean looksAtLoss() {
        return true;
    }

    @Override
    public Choosing open(Material material) throws IOException {
        Sources sources = material.sources();
        Optional<Path> checkpoint = sources.training().checkpoint();
        ChannelGrowth.Plan plan = new ChannelGrowth.Plan(
                experiment(material.model(), sources),
                dual,
                settings,
                new ChannelGrowth.Companions(checkpoint, companionSteps));
        Network whole = PlainFilters.of(material.model().network());
        ChannelGrowth growth = ChannelGrowth.open(material.model(), whole, plan, () -> {
            if (material.watcher().isCancelled()) {
                throw new CancellationException("interrupted");
            }
        });
        return new AtWork(growth, whole.graph(), Channels.of(whole.graph()));
    }

    /// @param graph of the whole network, with filters that can be zero
    /// @param channels of that graph
    private record AtWork(ChannelGrowth growth, Graph graph, Channels channels) implements Choosing {
        @Override
        public Choice choose(Group group, int width, Weights weights) {
            Weights now = plain(weights);
            Growth.Grown grown = growth.grow(channels.readers(channels.group(group.name())), width, now);
            List<Integer> kept = grown.order().stream().sorted().toList();
            return new Choice(kept, grown.explained(), stored(grown.changed(), weights));
        }

        /// Filters as they convolve.
        private Weights plain(Weights weights) {
            Map<String, Values> plain = new LinkedHashMap<>();
            for (Operation.Parameter parameter : graph.parameters()) {
                Values values = weights.byName().get(parameter.name());
                plain.put(parameter.name(), values == null ? multipliedOut(weights, parameter) : values);
            }
            return Weights.of(plain);
        }

        private static Values multipliedOut(Weights weights, Operation.Parameter parameter) {
            double[][] rows = Filters.of(weights, layer(parameter.name()), 1).rows();
            float[] array = new float[Math.toIntExact(parameter.shape().size())];
            int length = array.length / rows.length;
            for (int i = 0; i < array.length; i++) {
                array[i] = (float) rows[i / length][i % length];
            }
            return new Values(parameter.shape(), array);
        }

        private static String layer(String parameter) {
            return parameter.substring(0, parameter.lastIndexOf('.'));
        }

        /// As the model keeps them.
        private static Map<String, Values> stored(Map<String, Values> changed, Weights weights) {
            Map<String, Values> stored = new LinkedHashMap<>();
            changed.forEach((name, values) -> {
                if (weights.byName().containsKey(name)) {
                    stored.put(name, values);
                } else {
                    stored.put(name + "_v", values);
                    stored.put(name + "_g", norms(values));
                }
            });
            return stored;
        }

        private static Values norms(Values filters) {
            int count = filters.shape().dimension(0);
            int length = filters.array().length / count;
            float[] norms = new float[count];
            for (int filter = 0; filter < count; filter++) {
                double squares = 0;
                for (int i = filter * length; i < (filter + 1) * length; i++) {
                    squares += (double) filters.array()[i] * filters.array()[i];
                }
                norms[filter] = (float) Math.sqrt(squares);
            }
            return new Values(Shape.of(count, 1, 1, 1), norms);
        }

        @Override
        public void close() {
            growth.close();
        }
    }

    /// The file's, the checkpoint's, the model's own recipe, or a plain one; with the photographs and the
    /// changes laid over it.
    private Experiment experiment(ModelFile model, Sources sources) throws IOException {
        ObjectNode settings = settings(model, sources);
        settings.set("architecture", Architectures.write(model.architecture()));
        settings.set("start", settings.objectNode().put("type", "fresh"));
        settings.put("seed", sources.seed());
        settings.put("threads", 1); // the same bits on every number of cores
        ObjectNode data = settings.get("data") instanceof ObjectNode given ? given : settings.putObject("data");
        data.put("photos", sources.requirePhotographs(name).toString());
        sources.degrading().sigma255().ifPresent(sigma -> data.put("sigma", sigma));
        sources.degrading().quality().ifPresent(quality -> data.put("quality", quality));
        sources.training().changes().forEach(Growing::requireLookedAt);
        return Experiment.of(SettingsFile.set(settings, sources.training().changes()));
    }

    private static void requireLookedAt(String change) {
        String key = SettingsFile.path(change).getFirst();
        if (!LOOKED_AT.contains(key)) {
            throw new UnfitRequestException(
                    "--train %s: of a training only %s count here".formatted(change, String.join(", ", LOOKED_AT)));
        }
    }

    private static ObjectNode settings(ModelFile model, Sources sources) throws IOException {
        Sources.Training training = sources.training();
        if (training.experiment().isPresent()) {
            return tree(Experiment.load(training.experiment().get(), List.of()));
        }
        if (training.checkpoint().isPresent()) {
            return tree(ChannelGrowth.experimentOf(training.checkpoint().get(), model));
        }
        return recipe(model).map(Growing::tree).orElseGet(() -> plain(model));
    }

    /// What the model was trained by, if that was here.
    private static Optional<Experiment> recipe(ModelFile model) {
        try {
            return Optional.of(Experiment.parse(model.card().training().recipe()))
                    .filter(own -> own.architecture().equals(model.architecture()));
        } catch (IllegalArgumentException | JacksonException e) {
            return Optional.empty(); // published weights, or what compress made
        }
    }

    private static ObjectNode tree(Experiment experiment) {
        return SettingsFile.parse(experiment.toYaml());
    }

    /// L1 of the result, and of an enlarged one a tenth of its dual regression.
    private static ObjectNode plain(ModelFile model) {
        ObjectNode settings = Configuration.MAPPER.createObjectNode();
        settings.put("task", model.card().usage().task());
        settings.putObject("data").put("patch", PATCH).put("batch", BATCH);
        ArrayNode loss = settings.putArray("loss");
        loss.addObject().put("type", "distance");
        if (isEnlarging(model.network().graph())) {
            loss.addObject().put("type", "dual");
        }
        return settings;
    }

    private static boolean isEnlarging(Graph graph) {
        Shape result = Shapes.of(graph, 1, PATCH, PATCH).of(graph.output());
        return result.height() > PATCH;
    }
}
