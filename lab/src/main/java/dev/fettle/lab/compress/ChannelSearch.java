package dev.fettle.lab.compress;

import dev.fettle.lab.Machine;
import dev.fettle.lab.Release;
import dev.fettle.lab.report.SearchReport;
import dev.fettle.lab.report.SearchResults;
import dev.fettle.lab.report.SearchResults.Chosen;
import dev.fettle.lab.report.SearchResults.Group;
import dev.fettle.lab.report.SearchResults.Point;
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
import dev.fettle.train.torch.search.SearchSpace.Searched;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// A search for the channel numbers of a trained network: a training by the regimen {@link Bilevel}, and a report.
/// Guo et al., 2022 (DRC).
///
/// @param model that is searched
/// @param name of it, for reports and messages
/// @param experiment that searches it, of the same architecture and with that regimen
public record ChannelSearch(ModelFile model, String name, Experiment experiment) {
    /// What came of it.
    ///
    /// @param complete whether the search made all steps; otherwise there are no results, and it goes on when
    /// asked to
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
        Optional<SearchResults> results = Optional.empty();
        if (trained.isComplete()) {
            ModelFile found = ModelFile.read(files.model());
            results = Optional.of(results(found, JsonLog.read(folder.resolve("log.jsonl"))));
            files.write(found, cut(widths(results.get())), cut(evenly(results.get())));
            SearchReport.write(folder, results.get());
        }
        return new Report(trained.isComplete(), trained.step(), trained.validation(), results, files);
    }

    private Bilevel regimen() {
        return (Bilevel) experiment.settings().regimen();
    }

    private SearchSpace space() {
        return regimen().space(experiment.subject());
    }

    private static SequencedMap<String, Integer> widths(SearchResults results) {
        SequencedMap<String, Integer> widths = new LinkedHashMap<>();
        results.groups().forEach(group -> widths.put(group.name(), group.width()));
        return widths;
    }

    private SequencedMap<String, Integer> evenly(SearchResults results) {
        Channels channels = Channels.of(model.architecture().graph());
        return new EvenWidths(channels, space()).within(results.after().macsPerOutputPixel());
    }

    /// The network from before the search.
    private ModelFile cut(SequencedMap<String, Integer> widths) {
        Slim.Cut cut = new Derivation(model.architecture(), space()).of(model.weights(), widths);
        Offspring offspring = new Offspring(
                "search",
                "channels that are read with the largest l1 norm, %s".formatted(widths),
                experiment.settings().seed());
        return new ModelFile(cut.architecture(), cut.weights(), offspring.card(model.card()));
    }

    /// @param log of the training
    private SearchResults results(ModelFile found, List<JsonNode> log) {
        Channels channels = Channels.of(model.architecture().graph());
        List<Searched> searched = space().searched();
        List<JsonNode> lines = log.stream().filter(line -> line.has("choices")).toList();
        List<Point> course =
                lines.stream().map(line -> point(line, searched, channels)).toList();
        long best = lines.getLast().get("bestStep").asLong();
        Point chosen = course.stream()
                .filter(point -> point.step() == best)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the log has no line of step " + best));
        List<Group> groups = IntStream.range(0, searched.size())
                .mapToObj(i -> group(searched.get(i), chosen.choices().get(i)))
                .toList();
        return new SearchResults(
                experiment.settings().name(),
                name,
                "Fettle %s, %s".formatted(Release.name(), Machine.here()),
                key() + ", " + experiment.settings().validation().measure().unit(),
                regimen().judged().label(),
                best,
                experiment.settings().steps(),
                size(model.architecture().graph()),
                size(found.architecture().graph()),
                groups,
                course);
    }

    private String key() {
        return experiment.settings().validation().measure().label();
    }

    private static Group group(Searched searched, Chosen chosen) {
        return new Group(
                searched.name(),
                searched.width(),
                chosen.width(),
                searched.candidates(),
                chosen.entropy(),
                chosen.margin());
    }

    private Point point(JsonNode line, List<Searched> searched, Channels channels) {
        SequencedMap<String, Integer> widths = new LinkedHashMap<>();
        List<Chosen> choices = searched.stream()
                .map(each -> {
                    JsonNode choice = line.get("choices").get(each.name());
                    widths.put(each.name(), choice.get("width").asInt());
                    return new Chosen(
                            choice.get("width").asInt(),
                            choice.get("entropy").asDouble(),
                            choice.get("margin").asDouble());
                })
                .toList();
        String measured = experiment.settings().validation().measure().key();
        double value = line.get("validation" + Character.toUpperCase(measured.charAt(0)) + measured.substring(1))
                .asDouble();
        double macs = Cost.macsPerOutputPixel(channels.narrowed(widths));
        return new Point(line.get("step").asLong(), value, macs, choices);
    }

    private static Size size(Graph graph) {
        return new Size(graph.parameterCount(), Cost.macsPerOutputPixel(graph));
    }
}
