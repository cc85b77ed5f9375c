package dev.fettle.lab.compress;

import dev.fettle.lab.Machine;
import dev.fettle.lab.Release;
import dev.fettle.lab.report.SearchResults;
import dev.fettle.lab.report.SearchResults.Chosen;
import dev.fettle.lab.report.SearchResults.Group;
import dev.fettle.lab.report.SearchResults.Point;
import dev.fettle.lab.report.SearchResults.Size;
import dev.fettle.network.Channels;
import dev.fettle.network.Cost;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.measure.Measure;
import dev.fettle.train.torch.regimen.Bilevel;
import dev.fettle.train.torch.search.SearchSpace;
import dev.fettle.train.torch.search.SearchSpace.Searched;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;

/// Reads what a search has logged at its validations.
///
/// @param experiment that searched
/// @param channels of the whole network
record SearchLog(Experiment experiment, SearchSpace space, Channels channels) {
    /// @param model that was searched
    /// @param lines of the validations, at least one
    /// @param after the network that came out
    SearchResults results(String model, List<JsonNode> lines, Size before, Size after) {
        List<Point> course = lines.stream().map(this::point).toList();
        long best = lines.getLast().get("bestStep").asLong();
        return new SearchResults(
                experiment.settings().name(),
                model,
                "Fettle %s, %s".formatted(Release.name(), Machine.here()),
                measure().label() + ", " + measure().unit(),
                ((Bilevel) experiment.settings().regimen()).judged().label(),
                best,
                experiment.settings().steps(),
                before,
                after,
                groups(at(best, course)),
                course);
    }

    private Measure measure() {
        return experiment.settings().validation().measure();
    }

    private static Point at(long step, List<Point> course) {
        return course.stream()
                .filter(point -> point.step() == step)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the log has no validation of step " + step));
    }

    private List<Group> groups(Point chosen) {
        List<Group> groups = new ArrayList<>();
        for (Searched each : space.searched()) {
            Chosen choice = chosen.choices().get(groups.size());
            groups.add(new Group(
                    each.name(), each.width(), choice.width(), each.candidates(), choice.entropy(), choice.margin()));
        }
        return groups;
    }

    private Point point(JsonNode line) {
        SequencedMap<String, Integer> widths = new LinkedHashMap<>();
        List<Chosen> choices = new ArrayList<>();
        for (Searched each : space.searched()) {
            Chosen choice = chosen(line.get("choices").get(each.name()));
            widths.put(each.name(), choice.width());
            choices.add(choice);
        }
        double macs = Cost.macsPerOutputPixel(channels.narrowed(widths));
        return new Point(line.get("step").asLong(), line.get(key()).asDouble(), macs, choices);
    }

    private static Chosen chosen(JsonNode choice) {
        return new Chosen(
                choice.get("width").asInt(),
                choice.get("entropy").asDouble(),
                choice.get("margin").asDouble());
    }

    /// `validationPsnrY`
    private String key() {
        String key = measure().key();
        return "validation" + Character.toUpperCase(key.charAt(0)) + key.substring(1);
    }
}
