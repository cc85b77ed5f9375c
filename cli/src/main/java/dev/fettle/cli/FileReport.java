package dev.fettle.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.fettle.runtime.Restorer.Footprint;
import java.util.Locale;
import java.util.Optional;

/// What became of one input.
///
/// @param output empty if it was not known what to write
/// @param footprint the tiles and the memory, where a network is run
/// @param error why it failed; empty otherwise
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record FileReport(
        String input, Optional<String> output, Status status, Optional<Footprint> footprint, Optional<String> error) {
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
                job.input().toString(), Optional.of(job.output().toString()), status, footprint, Optional.empty());
    }

    static FileReport failed(Job job, String error) {
        return new FileReport(
                job.input().toString(),
                Optional.of(job.output().toString()),
                Status.FAILED,
                Optional.empty(),
                Optional.of(error));
    }

    static FileReport unreadable(String input, String error) {
        return new FileReport(input, Optional.empty(), Status.UNREADABLE, Optional.empty(), Optional.of(error));
    }
}
