package dev.fettle.lab.compress;

import dev.fettle.lab.report.SearchReport;
import dev.fettle.lab.report.SearchResults;
import dev.fettle.lab.report.SearchResults.Size;
import dev.fettle.network.Channels;
import dev.fettle.network.Cost;
import dev.fettle.network.Graph;
import dev.fettle.network.architecture.Slim;
import dev.fettle.network.model.ModelFile;
import dev.fettle.train.Trainer;
import dev.fettle.train.TrainingListener;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.log.JsonLog;
import dev.fettle.train.measure.Measured;
import dev.fettle.train.torch.regimen.Bilevel;
import dev.fettle.train.torch.search.Derivation;
import dev.fettle.train.torch.search.SearchSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;

/// A search for the channel numbers of a trained network: a training by the regimen {@link Bilevel}, and a
/// report. Guo et al., 2022 (DRC).
///
/// @param model that is searched
/// @param name of it, for reports and messages
/// @param experiment that searches it, of the same architecture and with that regimen
public record ChannelSearch(ModelFile model, String name, Experiment experiment) {
    /// What came of it.
    ///
    /// @param complete whether the search made all steps; otherwise there are no results, and it goes on
    /// when asked to
    /// @param step that it has made
    /// @param files that were written
    public record Report(
            boolean complete,
            long step,
            Optional<Measured> validation,
            Optional<SearchResults> results,
            SearchFiles files) {}

    /// Searches, and writes what came of it beside what every training writes.
    ///
    /// @param folder of the run
    /// @param resume whether to go on from the folder's checkpoint
    public Report run(Path folder, boolean resume, TrainingListener listener) throws IOException {
        Trainer.Result trained = Trainer.run(experiment, folder, resume, listener);
        SearchFiles files = new SearchFiles(folder, experiment.settings().name());
        List<JsonNode> log = JsonLog.read(folder.resolve("log.jsonl")).stream()
                .filter(line -> line.has("choices"))
                .toList();
        if (!trained.isComplete() || log.isEmpty()) { // a stop may fall into the only validation
            return new Report(false, trained.step(), trained.validation(), Optional.empty(), files);
        }
        SearchResults results = written(files, log);
        return new Report(true, trained.step(), trained.validation(), Optional.of(results), files);
    }

    /// @param log its lines of validations
    private SearchResults written(SearchFiles files, List<JsonNode> log) throws IOException {
        Graph graph = model.architecture().graph();
        Channels channels = Channels.of(graph);
        SearchSpace space = ((Bilevel) experiment.settings().regimen()).space(experiment.subject());
        ModelFile found = ModelFile.read(files.model());
        SearchResults results = new SearchLog(experiment, space, channels)
                .results(name, log, size(graph), size(found.network().graph()));
        EvenWidths even = new EvenWidths(channels, space);
        files.write(
                found,
                cut(space, results.widths()),
                cut(space, even.within(results.after().macsPerOutputPixel())));
        SearchReport.write(files.folder(), results);
        return results;
    }

    private static Size size(Graph graph) {
        return new Size(graph.parameterCount(), Cost.macsPerOutputPixel(graph));
    }

    /// The network from before the search.
    private ModelFile cut(SearchSpace space, SequencedMap<String, Integer> widths) {
        Slim.Cut cut = new Derivation(model.architecture(), space).of(model.weights(), widths);
        Offspring offspring = new Offspring(
                "search",
                "channels that are read with the largest l1 norm, %s".formatted(widths),
                experiment.settings().seed());
        return new ModelFile(cut.architecture(), cut.weights(), offspring.card(model.card()));
    }
}
