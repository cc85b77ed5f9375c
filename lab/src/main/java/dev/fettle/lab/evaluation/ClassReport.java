package dev.fettle.lab.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.lab.Lines;
import dev.fettle.lab.evaluation.EvaluationReport.Failed;
import dev.fettle.network.model.ModelCard.Measurement;
import dev.fettle.network.model.Precision;
import dev.fettle.runtime.Classifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The result of `fettle evaluate` for a model that sorts pictures.
///
/// @param method the model
/// @param data the folder of classes
/// @param weights how the file of the model keeps them
/// @param protocol what the network is given of a picture: `centre-crop 32`; only numbers with equal ones
/// compare
/// @param classes in the order of the model
public record ClassReport(
        String method,
        String data,
        Precision weights,
        String protocol,
        @JsonIgnore List<String> classes,
        @JsonIgnore List<Sorted> sorted,
        List<Failed> failed) {
    /// Of how many classes and more the five largest scores say something.
    private static final int FIVE = 5;

    public ClassReport {
        classes = List.copyOf(classes);
        sorted = List.copyOf(sorted);
        failed = List.copyOf(failed);
    }

    /// What the model made of a picture.
    ///
    /// @param name `cat/0001`
    /// @param label number of its class
    /// @param found number of the class with the largest score
    /// @param rank of its class by the scores, 1 for the largest
    record Sorted(String name, int label, int found, int rank) {
        static Sorted of(String name, int label, float[] scores) {
            int found = IntStream.range(0, scores.length)
                    .filter(i -> Classifier.rank(scores, i) == 1)
                    .findFirst()
                    .orElseThrow();
            return new Sorted(name, label, found, Classifier.rank(scores, label));
        }
    }

    /// So many of so many pictures.
    ///
    /// @param percent of them
    public record Share(int right, int pictures, double percent) {
        static Share of(List<Sorted> pictures, int mostRank) {
            int right = Math.toIntExact(pictures.stream()
                    .filter(picture -> picture.rank <= mostRank)
                    .count());
            return new Share(right, pictures.size(), pictures.isEmpty() ? 0 : 100.0 * right / pictures.size());
        }
    }

    /// A class as JSON shows it.
    public record OfClass(String name, int right, int pictures) {}

    /// A picture as JSON shows it.
    ///
    /// @param expected the name of its class
    /// @param found the name of the class with the largest score
    public record Row(String name, String expected, String found, int rank) {}

    /// How many pictures have the largest score for their class.
    @JsonProperty
    public Share top1() {
        return Share.of(sorted, 1);
    }

    /// How many have one of the five largest; empty where there are no more than five classes.
    @JsonProperty
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public Optional<Share> top5() {
        return classes.size() > FIVE ? Optional.of(Share.of(sorted, FIVE)) : Optional.empty();
    }

    /// Class by class.
    @JsonProperty("classes")
    public List<OfClass> ofClasses() {
        return IntStream.range(0, classes.size())
                .mapToObj(label -> {
                    Share share = Share.of(
                            sorted.stream()
                                    .filter(picture -> picture.label == label)
                                    .toList(),
                            1);
                    return new OfClass(classes.get(label), share.right, share.pictures);
                })
                .toList();
    }

    /// Picture by picture, for tests over pairs of models.
    @JsonProperty
    public List<Row> images() {
        return sorted.stream()
                .map(picture ->
                        new Row(picture.name, classes.get(picture.label), classes.get(picture.found), picture.rank))
                .toList();
    }

    /// The shares as a model's card keeps them, in per cent.
    ///
    /// @param set name of the pictures
    public List<Measurement> measurements(String set) {
        List<Measurement> measurements = new ArrayList<>();
        measurements.add(new Measurement(set, "top-1 " + protocol, top1().percent));
        top5().ifPresent(share -> measurements.add(new Measurement(set, "top-5 " + protocol, share.percent)));
        return List.copyOf(measurements);
    }

    /// As a table.
    public List<String> lines() {
        Lines lines = new Lines();
        lines.add("%-24s %9s %9s %9s", "class", "right", "pictures", "top-1");
        ofClasses()
                .forEach(each -> lines.add(
                        "%-24s %,9d %,9d %7.2f %%",
                        each.name(),
                        each.right(),
                        each.pictures(),
                        each.pictures() == 0 ? 0 : 100.0 * each.right() / each.pictures()));
        add(lines, "top-1", top1());
        top5().ifPresent(share -> add(lines, "top-5", share));
        return lines.all();
    }

    private void add(Lines lines, String metric, Share share) {
        lines.add(
                "%s: %.2f %% (%,d of %,d pictures); protocol: %s %s; weights: %s",
                method, share.percent, share.right, share.pictures, metric, protocol, weights);
    }
}
