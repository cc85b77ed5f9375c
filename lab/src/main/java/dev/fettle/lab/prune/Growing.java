package dev.fettle.lab.prune;

import dev.fettle.network.Configuration;
import dev.fettle.network.Graph;
import dev.fettle.network.Shape;
import dev.fettle.network.Shapes;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.model.ModelFile;
import dev.fettle.train.ChannelGrowth;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.experiment.SettingsFile;
import dev.fettle.train.torch.growth.Growth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What both strategies that grow have in common: the training whose loss they look at.
///
/// @param name of the strategy
/// @param dual whether dual terms count
record Growing(String name, boolean dual, Growth.Settings settings, int companionSteps) {
    private static final int PATCH = 24;
    private static final int BATCH = 16; // as the release

    Choosing open(Material material) throws IOException {
        Sources sources = material.sources();
        Optional<Path> checkpoint = sources.training().checkpoint();
        ChannelGrowth.Plan plan = new ChannelGrowth.Plan(
                experiment(material.model(), sources),
                dual,
                settings,
                new ChannelGrowth.Companions(checkpoint, companionSteps));
        ChannelGrowth growth = ChannelGrowth.open(material.model(), plan, () -> {
            if (material.watcher().isCancelled()) {
                throw new CancellationException("interrupted");
            }
        });
        return new Choosing() {
            @Override
            public Choice choose(
                    dev.fettle.network.Channels.Group group, int width, dev.fettle.network.Weights weights) {
                Growth.Grown grown = growth.grow(material.channels().readers(group), width, weights);
                return new Choice(grown.order().stream().sorted().toList(), grown.explained(), grown.changed());
            }

            @Override
            public void close() {
                growth.close();
            }
        };
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
        return Experiment.of(SettingsFile.set(settings, sources.training().changes()));
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
        } catch (IllegalArgumentException | tools.jackson.core.JacksonException e) {
            return Optional.empty(); // published weights, or what compress made
        }
    }

    private static ObjectNode tree(Experiment experiment) {
        return SettingsFile.set(SettingsFile.parse(experiment.toYaml()), List.of());
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
