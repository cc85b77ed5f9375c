package dev.fettle.cli.restore;

import dev.fettle.file.Printable;
import dev.fettle.file.RealPath;
import dev.fettle.image.files.Format;
import dev.fettle.lab.PassedOver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which output each input of a command line gets, decided before any work begins.
///
/// @param refused inputs that cannot be worked on, with the reason
/// @param folders that were named and searched
/// @param passedOver files of kinds that are not read, in these folders
record Plan(List<Job> jobs, List<FileReport> refused, List<Path> folders, PassedOver passedOver) {
    Plan {
        jobs = List.copyOf(jobs);
        refused = List.copyOf(refused);
        folders = List.copyOf(folders);
    }

    /// @param out the value of `-o`: a file if there is one input file and the name ends like a picture, otherwise a
    /// folder
    /// @throws IllegalArgumentException if `-o` does not fit the inputs
    static Plan of(InputNames inputs, Optional<Destination> out, Naming naming) {
        boolean single = inputs.isSingle() && !Files.isDirectory(inputs.paths().getFirst());
        Optional<Format> asFile = out.flatMap(destination -> destination.file(single));
        Optional<Path> target = out.map(Destination::path);
        InputFiles found = InputFiles.find(inputs, asFile.isEmpty() ? except(inputs, target) : Set.of(), naming);
        Collector collector = new Collector(found);
        for (InputFiles.Input input : found.files()) {
            collector.add(job(input, target, asFile, naming));
        }
        return new Plan(collector.jobs, collector.refused, found.folders(), found.passedOver());
    }

    /// The folder of the results is not searched, unless it was named as an input.
    private static Set<Path> except(InputNames inputs, Optional<Path> target) {
        return target.filter(folder -> inputs.paths().stream()
                        .noneMatch(input -> RealPath.of(input).equals(RealPath.of(folder))))
                .map(Set::of)
                .orElse(Set.of());
    }

    private static Job job(InputFiles.Input input, Optional<Path> out, Optional<Format> asFile, Naming naming) {
        if (out.isEmpty()) {
            return naming.beside(input.file());
        }
        return asFile.map(format -> Naming.named(input.file(), out.get(), format))
                .orElseGet(() -> naming.into(out.get(), input.file(), input.relative()));
    }

    /// Refuses outputs that would destroy an input or another output.
    private static final class Collector {
        private final List<Job> jobs = new ArrayList<>();
        private final List<FileReport> refused;
        private final Set<Path> inputs = new HashSet<>();
        private final Map<Path, Path> sources = new HashMap<>();

        Collector(InputFiles found) {
            refused = new ArrayList<>(found.unreadable());
            found.files().forEach(input -> inputs.add(RealPath.of(input.file())));
        }

        void add(Job job) {
            Path output = RealPath.of(job.output());
            Path earlier = sources.putIfAbsent(output, job.input());
            if (inputs.contains(output)) {
                refused.add(FileReport.failed(
                        job,
                        "%s: the result %s would overwrite an input; choose another -o"
                                .formatted(Printable.name(job.input()), Printable.name(job.output()))));
            } else if (earlier != null) {
                refused.add(FileReport.failed(
                        job,
                        "%s: has the same result as %s, %s; rename one of them"
                                .formatted(
                                        Printable.name(job.input()),
                                        Printable.name(earlier),
                                        Printable.name(job.output()))));
            } else {
                jobs.add(job);
            }
        }
    }
}
