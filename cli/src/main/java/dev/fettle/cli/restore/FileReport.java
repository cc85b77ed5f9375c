package dev.fettle.cli.restore;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.fettle.file.FileName;
import dev.fettle.file.Printable;
import dev.fettle.image.Remark;
import dev.fettle.image.degrade.Task;
import dev.fettle.runtime.Choice;
import dev.fettle.runtime.Restorer.Footprint;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What became of one input.
///
/// @param output empty if it was not known what to write
/// @param restoring what is done to restore it
/// @param footprint the tiles and the memory, where a network is run
/// @param remarks what was repaired or left out in reading it, and what is to be known about the result
/// @param error why it failed; empty otherwise
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record FileReport(
        String input,
        Optional<String> output,
        Status status,
        Optional<Restoring> restoring,
        Optional<Footprint> footprint,
        List<Told> remarks,
        Optional<String> error) {
    FileReport {
        remarks = List.copyOf(remarks);
    }

    /// A remark as JSON has it.
    ///
    /// @param kind `repaired`, `dropped` or `noted`
    record Told(String kind, String text) {
        static Told of(Remark remark) {
            return new Told(remark.kind().name().toLowerCase(Locale.ROOT), remark.text());
        }
    }

    /// What is done to restore a picture.
    ///
    /// @param tasks in their order; none where it is left as it is
    /// @param models by their names, one for each task
    /// @param strength how much of the change is kept, where the size stays
    /// @param reason why, where the tasks were chosen for this picture
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Restoring(List<String> tasks, List<String> models, double strength, Optional<String> reason) {
        Restoring {
            tasks = List.copyOf(tasks);
            models = List.copyOf(models);
        }

        static Restoring of(Choice choice, List<String> models, double strength) {
            List<String> tasks = choice.tasks().stream().map(Task::label).toList();
            return new Restoring(tasks, models, strength, choice.reason());
        }
    }

    /// What became of it.
    enum Status {
        /// the output was written
        DONE,
        /// the output was there already
        SKIPPED,
        /// the output would be written, were it not for `--dry-run`
        PLANNED,
        /// the input could not be read
        UNREADABLE,
        /// anything else went wrong
        FAILED;

        @JsonValue
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static FileReport of(Job job, Status status, Optional<Footprint> footprint) {
        return new FileReport(
                shown(job.input()),
                Optional.of(shown(job.output())),
                status,
                Optional.empty(),
                footprint,
                List.of(),
                Optional.empty());
    }

    FileReport with(List<Remark> made) {
        List<Told> told = made.stream().map(Told::of).toList();
        return new FileReport(input, output, status, restoring, footprint, told, error);
    }

    FileReport restoring(Optional<Restoring> what) {
        return new FileReport(input, output, status, what, footprint, remarks, error);
    }

    /// The name as it is, for programs to open; where it is no text, with its bytes escaped.
    private static String shown(Path file) {
        String name = file.toString();
        return FileName.isGarbled(name) ? Printable.name(file) : name;
    }

    boolean isRepaired() {
        return remarks.stream().anyMatch(told -> told.kind().equals("repaired"));
    }

    static FileReport failed(Job job, String error) {
        return new FileReport(
                shown(job.input()),
                Optional.of(shown(job.output())),
                Status.FAILED,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.of(error));
    }

    static FileReport unreadable(Path input, String error) {
        return unreadable(shown(input), error);
    }

    static FileReport unreadable(String input, String error) {
        return new FileReport(
                input,
                Optional.empty(),
                Status.UNREADABLE,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.of(error));
    }
}
