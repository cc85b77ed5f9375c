package dev.fettle.cli.model;

import dev.fettle.lab.Size;
import dev.fettle.lab.prune.Budget;
import dev.fettle.lab.prune.GivenWidths;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/// How much of a network `fettle compress prune` leaves: one of several ways of saying it.
public final class BudgetOptions {
    @Option(names = "--keep", paramLabel = "PART", description = "Part of each group's channels that stays.")
    private Optional<Double> keep = Optional.empty();

    @Option(names = "--macs", paramLabel = "PART", description = "Part of the multiply-adds that may stay.")
    private Optional<Double> macs = Optional.empty();

    @Option(names = "--parameters", paramLabel = "PART", description = "Part of the parameters that may stay.")
    private Optional<Double> parameters = Optional.empty();

    @Option(
            names = "--millis",
            paramLabel = "PART",
            description =
                    "Part of the time that may stay, measured on this machine for a picture of --size by --threads; "
                            + "channels go by sixteens unless --multiple says otherwise. What else the machine does "
                            + "disturbs it: a line says how sure it is.")
    private Optional<Double> millis = Optional.empty();

    @Option(
            names = "--widths",
            paramLabel = "WIDTHS",
            description =
                    "Channels of groups, GROUP=N,…; or those of a slim network (a model, drn-s30) or of a saved plan (.json).")
    private Optional<String> widths = Optional.empty();

    boolean isOfMillis() {
        return millis.isPresent();
    }

    /// @param size of the picture for `--millis`
    /// @throws IllegalArgumentException saying which value does not do, or that there is not one
    Budget budget(Size size, int threads, Optional<Integer> scale) {
        List<Budget> given = Stream.of(
                        keep.map(Budget.Keep::new),
                        macs.map(Budget.Macs::new),
                        parameters.map(Budget.Parameters::new),
                        millis.map(part -> new Budget.Millis(part, size, threads)),
                        widths.map(text -> GivenWidths.parse(text, scale)))
                .flatMap(Optional::stream)
                .map(Budget.class::cast)
                .map(Objects::requireNonNull)
                .toList();
        if (given.size() != 1) {
            throw new IllegalArgumentException(
                    "how much stays is said by one of --keep, --macs, --parameters, --millis and --widths, got "
                            + given.size());
        }
        return given.getFirst();
    }
}
