package dev.fettle.lab.compress;

import dev.fettle.file.FileName;
import dev.fettle.lab.NamedModel;
import dev.fettle.lab.UnfitRequestException;
import dev.fettle.network.Configuration;
import dev.fettle.network.Overlay;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.BundledModels;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.settings.SettingsFile;
import dev.fettle.train.start.FromModel;
import dev.fettle.train.torch.regimen.Bilevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What is asked of a search: a model, and an experiment that says how. The experiment may leave out what the model
/// says, its architecture and task, and the regimen; it begins with the model's weights.
///
/// @param model bundled or a file
/// @param config the experiment; not needed to go on
/// @param settings that lie over it, or over those of the run that goes on
/// @param output folder of the run; empty for `runs/NAME`
/// @param resume whether to go on from the checkpoint of a run, by its own settings
public record SearchRequest(
        String model, Optional<Path> config, List<String> settings, Optional<Path> output, boolean resume) {
    private static final String SUFFIX = "-search";

    public SearchRequest {
        settings = List.copyOf(settings);
    }

    /// A search and where it runs.
    public record Ready(ChannelSearch search, Path folder) {}

    /// Reads model and experiment.
    ///
    /// @throws UnfitRequestException if the experiment is no search, or one of another network
    /// @throws IllegalArgumentException if one of them cannot be read or does not do
    public Ready ready() throws IOException {
        ModelFile dense = NamedModel.open(model);
        Optional<Path> begun =
                output.map(folder -> folder.resolve("experiment.yaml")).filter(file -> resume && Files.exists(file));
        Path source = begun.or(() -> config)
                .orElseThrow(
                        () -> new UnfitRequestException(
                                "compress search: name the experiment by --config FILE.yaml, or a run to go on with: --resume -o FOLDER"));
        Experiment asked = SettingsFile.load(source, file -> completed(SettingsFile.set(file, settings), dense));
        Path folder = output.orElseGet(() -> Path.of("runs", asked.settings().name()));
        if (resume && begun.isEmpty() && Files.exists(folder.resolve("experiment.yaml"))) {
            return new SearchRequest(model, config, settings, Optional.of(folder), true).ready();
        }
        requireSearch(asked, dense);
        return new Ready(new ChannelSearch(dense, model, begun.isPresent() ? asked : started(asked, folder)), folder);
    }

    /// With what the model says, where the experiment says nothing.
    private static Experiment completed(ObjectNode settings, ModelFile dense) {
        ObjectNode said = Configuration.MAPPER.createObjectNode();
        if (!settings.has("architecture")) {
            said.set("architecture", Architectures.write(dense.architecture()));
        }
        said.put("name", name(dense.card().name()));
        said.put("task", dense.card().usage().task());
        said.put("regimen", "bilevel");
        return Experiment.of(Overlay.of(said, settings));
    }

    private static String name(String dense) {
        return dense.substring(0, Math.min(dense.length(), ModelCard.LONGEST_NAME - SUFFIX.length())) + SUFFIX;
    }

    private void requireSearch(Experiment asked, ModelFile dense) {
        if (!(asked.settings().regimen() instanceof Bilevel)) {
            throw new UnfitRequestException(
                    "compress search: the experiment's regimen is not 'bilevel', which searches for channel numbers; say regimen: {type: bilevel}");
        }
        if (!asked.architecture().equals(dense.architecture())) {
            throw new UnfitRequestException(
                    "compress search: the experiment is for another architecture than that of '%s'; leave it out, or name the model that it is for"
                            .formatted(model));
        }
    }

    /// Beginning with the model, which is copied into the folder of the run if it is bundled, and the dual models that
    /// the experiment names.
    private Experiment started(Experiment asked, Path folder) throws IOException {
        FromModel named = asked.settings().start() instanceof FromModel given ? given : FromModel.DEFAULTS;
        FromModel start = new FromModel(file(folder).toString(), named.companions());
        boolean isOther = !named.file().isBlank() && !named.file().equals(start.file());
        if (isOther || !named.anew().isEmpty() || !named.identity().isEmpty()) {
            throw new UnfitRequestException(
                    "compress search: begins with '%s'; leave out start, or name no more in it than companions"
                            .formatted(model));
        }
        return asked.withStart(start);
    }

    private Path file(Path folder) throws IOException {
        if (!BundledModels.names().contains(model)) {
            return FileName.parse(model);
        }
        Path copy = Files.createDirectories(folder).resolve(model + ".safetensors");
        BundledModels.open(model).write(copy);
        return copy;
    }
}
