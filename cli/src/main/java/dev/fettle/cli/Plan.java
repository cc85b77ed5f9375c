package dev.fettle.cli;

import dev.fettle.image.files.Format;
import java.io.IOException;
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
record Plan(List<Job> jobs, List<FileReport> refused) {
    Plan {
        jobs = List.copyOf(jobs);
        refused = List.copyOf(refused);
    }

    /// @param out the value of `-o`: a file if there is one input file and the name ends like a picture, otherwise a
    /// folder
    /// @throws IllegalArgumentException if `-o` does not fit the inputs
    static Plan of(InputNames inputs, Optional<Path> out, Naming naming) throws IOException {
        Optional<Format> asFile = out.flatMap(path -> fileFormat(path, inputs));
        if (asFile.isPresent() && asFile.get().written() != asFile.get()) {
            throw new IllegalArgumentException(
                    out.get() + ": " + asFile.get() + " cannot be written; let the name end in png, jpg, bmp or tif");
        }
        if (asFile.isEmpty() && out.isPresent() && Files.isRegularFile(out.get())) {
            throw new IllegalArgumentException(out.get() + " is a file; several results need a folder");
        }
        Set<Path> except =
                out.isPresent() && asFile.isEmpty() && !inputs.paths().contains(out.get())
                        ? Set.of(out.get())
                        : Set.of();
        InputFiles found = InputFiles.find(inputs, except, naming);
        Collector collector = new Collector(found);
        for (InputFiles.Input input : found.files()) {
            collector.add(job(input, out, asFile, naming));
        }
        return new Plan(collector.jobs, collector.refused);
    }

    /// The format of `-o` where it names a file.
    private static Optional<Format> fileFormat(Path out, InputNames inputs) {
        boolean single = inputs.isSingle() && !Files.isDirectory(inputs.paths().getFirst());
        return single && !Files.isDirectory(out) ? Format.ofName(out.toString()) : Optional.empty();
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
            found.files().forEach(input -> inputs.add(real(input.file())));
        }

        void add(Job job) {
            Path output = real(job.output());
            Path earlier = sources.putIfAbsent(output, job.input());
            if (inputs.contains(output)) {
                refused.add(FileReport.failed(
                        job,
                        job.input() + ": the result " + job.output() + " would overwrite an input; choose another -o"));
            } else if (earlier != null) {
                refused.add(FileReport.failed(
                        job,
                        job.input() + ": has the same result as " + earlier + ", " + job.output()
                                + "; rename one of them"));
            } else {
                jobs.add(job);
            }
        }

        /// The file itself behind links, or the absolute path of one that does not exist yet.
        private static Path real(Path path) {
            try {
                return path.toRealPath();
            } catch (IOException e) {
                return path.toAbsolutePath().normalize();
            }
        }
    }
}
