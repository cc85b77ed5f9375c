package dev.fettle.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.cli.FileReport.Status;
import java.util.List;
import java.util.Locale;

/// What became of all files of a command.
record BatchReport(@JsonProperty List<FileReport> files) {
    BatchReport {
        files = List.copyOf(files);
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
        if (files.isEmpty()) {
            console.note("fettle: no pictures found; names must end in png, jpg, bmp, gif, tif or webp");
        } else if (files.size() > 1) {
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
