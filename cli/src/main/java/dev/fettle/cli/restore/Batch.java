package dev.fettle.cli.restore;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Problems;
import dev.fettle.cli.console.Progress;
import dev.fettle.cli.restore.FileReport.Status;
import dev.fettle.file.Leftovers;
import dev.fettle.file.Obstacles;
import dev.fettle.file.Printable;
import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.ImageHeader;
import dev.fettle.image.files.ReadLimits;
import dev.fettle.image.files.WriteOptions;
import dev.fettle.lab.Garbage;
import dev.fettle.lab.MemorySize;
import dev.fettle.runtime.Choice;
import dev.fettle.runtime.Restorer.Footprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Makes a picture of each of many, one after the other; one that fails never stops the rest.
final class Batch {
    /// From here on most of a tile is halo.
    private static final double MUCH_WORK = 4;

    private final Console console;
    private final Interruption interruption;
    private final Options options;
    private final Work work;
    private final Leftovers leftovers = new Leftovers();
    private final Garbage garbage = new Garbage();

    /// @param quiet whether the finished files are left out of standard output
    /// @param debug whether to show where in the program a problem arose
    record Options(boolean overwrite, boolean dryRun, boolean quiet, boolean debug) {}

    /// What is going to be done with a picture.
    ///
    /// @param choice empty where nothing is restored
    /// @param models that do it, by their names
    /// @param strength how much of the change is kept, where the size stays
    /// @param footprint what it takes, where that is worth telling
    record Prospect(Optional<Choice> choice, List<String> models, double strength, Optional<Footprint> footprint) {
        /// Nothing to be told.
        static final Prospect NONE = new Prospect(Optional.empty(), List.of(), 1, Optional.empty());

        private Optional<String> reason() {
            return choice.flatMap(Choice::reason);
        }

        private Optional<FileReport.Restoring> restoring() {
            return choice.map(chosen -> FileReport.Restoring.of(chosen, models, strength));
        }
    }

    /// Makes one picture of another.
    interface Work {
        /// The result; its remarks are those of the picture and what else is to be known.
        ///
        /// @param prospect what was said of it
        /// @throws IllegalArgumentException if this picture cannot be worked on
        Image apply(Job job, Image picture, Prospect prospect, Progress progress) throws IOException;

        /// How the result is written: quality and chroma count where it is a JPEG.
        WriteOptions written(Job job, Image picture);

        /// Whether a JPEG of which nothing was changed is copied as it is: to compress it once more would make it
        /// worse.
        default boolean isCopiedUnchanged() {
            return false;
        }

        /// Whether what is done depends on what a picture shows, so that it must be read to tell.
        default boolean looksAtPictures() {
            return false;
        }

        /// What is done with a picture of this size, whatever it shows.
        ///
        /// @throws IllegalArgumentException if a picture of this size cannot be worked on
        default Prospect prospect(Job job, int width, int height) {
            return Prospect.NONE;
        }

        /// What is done with this picture.
        ///
        /// @throws IllegalArgumentException if it cannot be worked on
        default Prospect prospect(Job job, Image picture) {
            return prospect(job, picture.width(), picture.height());
        }
    }

    Batch(Console console, Interruption interruption, Options options, Work work) {
        this.console = console;
        this.interruption = interruption;
        this.options = options;
        this.work = work;
    }

    /// Does all jobs of a plan.
    List<FileReport> run(Plan plan) {
        List<FileReport> reports = new ArrayList<>();
        for (FileReport refused : plan.refused()) {
            refused.error().ifPresent(error -> console.note("fettle: " + error));
            reports.add(refused);
        }
        List<Job> possible = possible(plan.jobs(), reports);
        try (Progress progress = Progress.of(console, possible.size())) {
            for (Job job : possible) {
                progress.start(Printable.name(job.input()));
                FileReport report = run(job, progress);
                report.error().ifPresent(error -> progress.note("fettle: " + error));
                reports.add(report);
                progress.finished();
                garbage.collect();
            }
        }
        return reports;
    }

    /// The jobs whose results can be written; what is in the way of the others is told before any work is done.
    private List<Job> possible(List<Job> jobs, List<FileReport> reports) {
        Obstacles obstacles = options.dryRun() ? Obstacles.seen() : Obstacles.tried();
        List<Job> possible = new ArrayList<>();
        for (Job job : jobs) {
            Optional<String> obstacle = isThere(job) ? Optional.empty() : obstacles.toFile(job.output());
            if (obstacle.isEmpty()) {
                possible.add(job);
            } else {
                String error = Printable.name(job.input()) + ": " + obstacle.get() + "; choose another -o";
                console.note("fettle: " + error);
                reports.add(FileReport.failed(job, error));
            }
        }
        return possible;
    }

    private boolean isThere(Job job) {
        return !options.overwrite() && Files.exists(job.output());
    }

    private FileReport run(Job job, Progress progress) {
        if (isThere(job)) {
            progress.note(Printable.name(job.output()) + ": is there already, skipped (--overwrite makes it again)");
            return FileReport.of(job, Status.SKIPPED, Optional.empty());
        }
        try {
            return options.dryRun() ? plan(job, progress) : make(job, progress);
        } catch (ImageFormatException e) {
            return FileReport.unreadable(job.input(), explained(job, e));
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            return FileReport.failed(job, explained(job, e));
        } catch (RuntimeException e) {
            return FileReport.failed(
                    job, explained(job, new IOException("internal error (" + e + "); --debug shows more", e)));
        } catch (OutOfMemoryError e) {
            String wayOut = "too large for the memory; give the program more, such as FETTLE_JAVA_OPTIONS=-Xmx8g";
            return FileReport.failed(job, explained(job, new IOException(wayOut, e)));
        }
    }

    private FileReport plan(Job job, Progress progress) throws IOException {
        ImageHeader header = ImageFiles.header(job.input());
        if (header.pixels() > ReadLimits.DEFAULTS.maxPixels()) {
            throw new ImageFormatException("%s: %dx%d pixels are more than the limit of %d"
                    .formatted(job.input(), header.width(), header.height(), ReadLimits.DEFAULTS.maxPixels()));
        }
        Prospect prospect = work.looksAtPictures()
                ? work.prospect(job, ImageFiles.read(job.input()))
                : work.prospect(job, header.width(), header.height());
        Optional<Footprint> footprint = prospect.footprint();
        footprint.flatMap(needed -> waste(job, needed)).ifPresent(progress::note);
        prospect.reason().ifPresent(reason -> progress.note(told(job, reason)));
        result(progress, arrow(job) + footprint.map(Batch::text).orElse(""));
        return FileReport.of(job, Status.PLANNED, footprint).restoring(prospect.restoring());
    }

    private FileReport make(Job job, Progress progress) throws IOException {
        long started = System.nanoTime();
        Image picture = ImageFiles.read(job.input());
        Prospect prospect = work.prospect(job, picture);
        Optional<Footprint> footprint = prospect.footprint();
        footprint.flatMap(needed -> waste(job, needed)).ifPresent(progress::note);
        Image made = work.apply(job, picture, prospect, progress);
        boolean isCopy = isCopy(job, picture, made);
        List<Remark> remarks = isCopy ? noted(made) : withLosses(job, made);
        remarks.forEach(remark -> progress.note(told(job, remark.text())));
        if (isCopy) {
            write(job, () -> ImageFiles.copy(job.input(), job.output()));
            result(progress, arrow(job) + ": copied as it is");
            return FileReport.of(job, Status.DONE, Optional.empty())
                    .with(remarks)
                    .restoring(prospect.restoring());
        }
        WriteOptions written = work.written(job, picture);
        write(job, () -> ImageFiles.write(made, job.output(), written));
        String sizes = String.format(
                Locale.ROOT,
                ": %dx%d to %dx%d in %.1f s",
                picture.width(),
                picture.height(),
                made.width(),
                made.height(),
                (System.nanoTime() - started) * 1e-9);
        result(progress, arrow(job) + sizes + footprint.map(Batch::text).orElse(""));
        return FileReport.of(job, Status.DONE, footprint).with(remarks).restoring(prospect.restoring());
    }

    private void write(Job job, Interruption.Write write) throws IOException {
        interruption.whole(() -> {
            makeReady(job.output());
            write.run();
        });
    }

    /// Tiles that are small beside their halo.
    private static Optional<String> waste(Job job, Footprint footprint) {
        return footprint.work() < MUCH_WORK || !footprint.growWithMemory()
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "fettle: %s: tiles of %dx%d see %d pixels more on either side, "
                                + "%.0f times the work; raise --memory",
                        Printable.name(job.input()),
                        footprint.tileWidth(),
                        footprint.tileHeight(),
                        footprint.overlap(),
                        footprint.work()));
    }

    private static String told(Job job, String text) {
        return "fettle: " + Printable.name(job.input()) + ": " + text;
    }

    private static String arrow(Job job) {
        return Printable.name(job.input()) + " -> " + Printable.name(job.output());
    }

    private static String text(Footprint footprint) {
        return String.format(
                Locale.ROOT,
                ", %d %s of %dx%d, %s of buffers, %s of pictures",
                footprint.tiles(),
                footprint.tiles() == 1 ? "tile" : "tiles",
                footprint.tileWidth(),
                footprint.tileHeight(),
                MemorySize.text(footprint.bufferBytes()),
                MemorySize.text(footprint.pictureBytes()));
    }

    private void makeReady(Path output) throws IOException {
        Path folder = output.toAbsolutePath().getParent();
        if (folder != null) {
            createFolders(folder);
            leftovers.clear(folder);
        }
    }

    /// Whether the result is the JPEG that was read; one that was repaired is written anew.
    private boolean isCopy(Job job, Image picture, Image made) {
        return work.isCopiedUnchanged()
                && job.format() == Format.JPEG
                && picture.source().jpeg().isPresent()
                && made.hasSamplesOf(picture)
                && made.source().remarks().stream().noneMatch(remark -> remark.kind() == Remark.Kind.REPAIRED);
    }

    /// What there is to know about a copy, of which nothing is lost.
    private static List<Remark> noted(Image made) {
        return made.source().remarks().stream()
                .filter(remark -> remark.kind() == Remark.Kind.NOTED)
                .toList();
    }

    /// What there is to know about a result, and what its kind of file cannot hold.
    private static List<Remark> withLosses(Job job, Image made) {
        return made.source().withRemarks(ImageFiles.losses(made, job.format())).remarks();
    }

    private static void createFolders(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IOException(folder + ": this folder cannot be made; choose another -o", e);
        }
    }

    private void result(Progress progress, String line) {
        if (!options.quiet()) {
            progress.result(line);
        }
    }

    /// One line that names the file.
    private String explained(Job job, Exception problem) {
        if (options.debug()) {
            console.trace(problem);
        }
        String input = Printable.name(job.input());
        String output = Printable.name(job.output());
        String message = Problems.firstLine(problem, List.of(job.output(), job.input()));
        return message.contains(input) || message.contains(output) ? message : input + ": " + message;
    }
}
