package dev.fettle.cli.restore;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.restore.FileReport.Status;
import dev.fettle.file.Printable;
import dev.fettle.lab.PassedOver;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What became of all files of a command.
///
/// @param folders that were searched
/// @param passedOver files of kinds that are not read, in these folders
record BatchReport(
        @JsonProperty List<FileReport> files,
        @JsonIgnore List<Path> folders,
        @JsonProperty PassedOver passedOver) {
    private static final int MOST_NAMED = 3;

    BatchReport {
        files = List.copyOf(files);
        folders = List.copyOf(folders);
    }

    static BatchReport of(Plan plan, List<FileReport> files) {
        return new BatchReport(files, plan.folders(), plan.passedOver());
    }

    /// Why nothing was done at all; where single files failed, these say why.
    @JsonProperty
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    Optional<String> error() {
        String others = passedOver.text().map(text -> " (" + text + ")").orElse("");
        return files.isEmpty()
                ? Optional.of("no pictures found in %s%s; names must end in png, jpg, bmp, gif, tif or webp"
                        .formatted(searched(), others))
                : Optional.empty();
    }

    private String searched() {
        String named = folders.stream().limit(MOST_NAMED).map(Printable::name).collect(Collectors.joining(", "));
        int more = folders.size() - MOST_NAMED;
        return more > 0 ? named + " and " + more + " more" : named;
    }

    @JsonProperty
    long done() {
        return count(Status.DONE);
    }

    @JsonProperty
    long skipped() {
        return count(Status.SKIPPED);
    }

    @JsonProperty
    long planned() {
        return count(Status.PLANNED);
    }

    @JsonProperty
    long failed() {
        return count(Status.FAILED) + count(Status.UNREADABLE);
    }

    /// Pictures among the done ones whose files break the rules of their formats.
    @JsonProperty
    long repaired() {
        return files.stream().filter(FileReport::isRepaired).count();
    }

    private long count(Status status) {
        return files.stream().filter(file -> file.status() == status).count();
    }

    /// {@link ExitCode#NO_INPUT} if there was not one readable picture, otherwise {@link ExitCode#SOME_FAILED} if
    /// anything failed.
    ExitCode exitCode() {
        if (files.stream().allMatch(file -> file.status() == Status.UNREADABLE)) {
            return ExitCode.NO_INPUT;
        }
        return failed() > 0 ? ExitCode.SOME_FAILED : ExitCode.DONE;
    }

    /// One line on standard error.
    void summarise(Console console) {
        error().or(passedOver::text).ifPresent(line -> console.note("fettle: " + line));
        if (files.size() > 1) {
            console.note(String.format(
                    Locale.ROOT,
                    "%d done, %d skipped, %d failed%s%s",
                    done(),
                    skipped(),
                    failed(),
                    planned() > 0 ? ", " + planned() + " planned" : "",
                    repaired() > 0 ? ", " + repaired() + " repaired" : ""));
        }
    }
}
