package dev.fettle.cli.model;

import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Failure;
import dev.fettle.file.MissingFile;
import dev.fettle.lab.UnfitRequestException;
import dev.fettle.network.model.Classes;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/// What a file of weights does not say about the classes that its network tells.
final class ClassOptions {
    private static final int USUAL_SIDE = 224;
    private static final int LONGEST_FILE = 1 << 20;

    @Option(
            names = "--classes",
            paramLabel = "FILE",
            description =
                    "Names of the classes that a network tells, one a line in the order of its values (default: their numbers from 0).")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--patch",
            paramLabel = "PIXELS",
            description =
                    "Side of the pictures that a network which tells classes is given (default: what it is published for, such as 224).")
    private Optional<Integer> patch = Optional.empty();

    boolean areGiven() {
        return file.isPresent() || patch.isPresent();
    }

    /// @param count values of the network
    /// @param published side that the network is published for
    /// @throws UnfitRequestException if the names are others than as many, or no names
    Classes read(int count, OptionalInt published) throws IOException {
        patch.filter(side -> side < 1).ifPresent(side -> {
            throw new UnfitRequestException("--patch must be at least 1, got " + side);
        });
        List<String> names = file.isPresent() ? names(file.get()) : numbers(count);
        if (names.size() != count) {
            throw new UnfitRequestException(
                    "--classes %s: %d names, but the network tells %d classes".formatted(place(), names.size(), count));
        }
        try {
            return new Classes(names, patch.orElse(published.orElse(USUAL_SIDE)));
        } catch (IllegalArgumentException e) {
            throw new UnfitRequestException(
                    (file.isPresent() ? "--classes " + place() : "--patch") + ": " + e.getMessage());
        }
    }

    private String place() {
        return file.map(Path::toString).orElse("");
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).toList();
    }

    private static List<String> names(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new Failure(ExitCode.NO_INPUT, "--classes " + MissingFile.describe(file, List.of()));
        }
        if (Files.size(file) > LONGEST_FILE) {
            throw new UnfitRequestException(
                    "--classes %s: of %,d bytes, no list of names".formatted(file, Files.size(file)));
        }
        try {
            return Files.readAllLines(file);
        } catch (CharacterCodingException e) {
            throw new UnfitRequestException("--classes " + file + ": is no text in UTF-8");
        }
    }
}
