package dev.fettle.cli.model;

import dev.fettle.lab.features.FeatureInspection.Place;
import dev.fettle.lab.features.FeatureInspection.Question;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Which feature maps `fettle inspect --features` compares.
final class FeatureOptions {
    @Option(
            names = "--features",
            required = true,
            paramLabel = "PICTURE",
            description =
                    "Run the model on a part of a picture and show which feature maps of each layer look alike, where they are and shifted: a table, and a sheet of the best pairs.")
    private Optional<Path> picture = Optional.empty();

    @Option(names = "--layers", paramLabel = "NAME", split = ",", description = "Only these layers (default: all).")
    private List<String> layers = List.of();

    @Option(
            names = "--side",
            paramLabel = "PIXELS",
            description =
                    "Side of the square of the picture that is looked at (default: what the network sees 96 pixels of).")
    private Optional<Integer> side = Optional.empty();

    @Option(
            names = "--at",
            paramLabel = "LEFT,TOP",
            description = "Its first pixel (default: such that it lies in the middle).")
    private Optional<Place> place = Optional.empty();

    @Option(
            names = "--offset",
            paramLabel = "D",
            defaultValue = "1",
            description = "Largest shift in each direction that is tried (default: ${DEFAULT-VALUE}).")
    private int offset = 1;

    @Option(
            names = "--pairs",
            paramLabel = "N",
            defaultValue = "3",
            description = "Pairs that are told of each layer, each map in one at most (default: ${DEFAULT-VALUE}).")
    private int pairs = 3;

    Optional<Path> picture() {
        return picture;
    }

    Question question() {
        return new Question(layers, side, place, offset, pairs);
    }
}
