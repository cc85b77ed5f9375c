package dev.fettle.cli;

import dev.fettle.cli.FileReport.Status;
import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.WriteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Makes a picture of each of many, one after the other; one that fails never stops the rest.
final class Batch {
    private final Console console;
    private final Interruption interruption;
    private final Options options;

    /// @param quiet whether the finished files are left out of standard output
    record Options(boolean overwrite, boolean dryRun, boolean quiet) {}

    /// Makes one picture of another.
    @FunctionalInterface
    interface Work {
        /// @throws IllegalArgumentException if this picture cannot be worked on
        Image apply(Job job, Image picture) throws IOException;
    }

    Batch(Console console, Interruption interruption, Options options) {
        this.console = console;
        this.interruption = interruption;
        this.options = options;
    }

    /// Does all jobs of a plan.
    ///
    /// @param written how files of a job are written
    List<FileReport> run(Plan plan, WriteOptions written, Work work) {
        List<FileReport> reports = new ArrayList<>();
        for (FileReport refused : plan.refused()) {
            refused.error().ifPresent(error -> console.note("fettle: " + error));
            reports.add(refused);
        }
        try (Progress progress = Progress.of(console, plan.jobs().size())) {
            for (Job job : plan.jobs()) {
                progress.start(job.input().toString());
                FileReport report = run(job, written, work, progress);
                report.error().ifPresent(error -> progress.note("fettle: " + error));
                reports.add(report);
                progress.finished();
            }
        }
        return reports;
    }

    private FileReport run(Job job, WriteOptions written, Work work, Progress progress) {
        if (!options.overwrite() && Files.exists(job.output())) {
            progress.note(job.output() + ": is there already, skipped (--overwrite makes it again)");
            return FileReport.of(job, Status.SKIPPED);
        }
        if (options.dryRun()) {
            result(progress, job.input() + " -> " + job.output());
            return FileReport.of(job, Status.PLANNED);
        }
        try {
            return make(job, written, work, progress);
        } catch (ImageFormatException e) {
            return FileReport.unreadable(job.input(), withName(job.input(), e));
        } catch (IOException | IllegalArgumentException | ArithmeticException e) {
            return FileReport.failed(job, withName(job.input(), e));
        } catch (OutOfMemoryError e) {
            return FileReport.failed(
                    job,
                    job.input() + ": too large for the memory; give the program more, such as FETTLE_JAVA_OPTIONS=-Xmx8g");
        }
    }

    private FileReport make(Job job, WriteOptions written, Work work, Progress progress) throws IOException {
        long started = System.nanoTime();
        Image picture = ImageFiles.read(job.input());
        Image made = work.apply(job, picture);
        WriteOptions options = new WriteOptions(job.format(), written.jpegQuality(), written.subsampling());
        interruption.whole(() -> write(made, job.output(), options));
        double seconds = (System.nanoTime() - started) * 1e-9;
        result(
                progress,
                String.format(
                        Locale.ROOT,
                        "%s -> %s (%dx%d -> %dx%d, %.1f s)",
                        job.input(),
                        job.output(),
                        picture.width(),
                        picture.height(),
                        made.width(),
                        made.height(),
                        seconds));
        return FileReport.of(job, Status.DONE);
    }

    private static void write(Image made, Path output, WriteOptions options) throws IOException {
        Path folder = output.toAbsolutePath().getParent();
        if (folder != null) {
            createFolders(folder);
        }
        ImageFiles.write(made, output, options);
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

    private static String withName(Path file, Exception problem) {
        String message = String.valueOf(problem.getMessage()).lines().findFirst().orElse("");
        return message.contains(file.toString()) ? message : file + ": " + message;
    }
}
