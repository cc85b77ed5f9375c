package dev.fettle.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// What became of one input.
///
/// @param output empty if it was not known what to write
/// @param error why it failed; empty otherwise
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record FileReport(String input, Optional<String> output, Status status, Optional<String> error) {
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

        @JsonProperty
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static FileReport of(Job job, Status status) {
        return new FileReport(job.input().toString(), Optional.of(job.output().toString()), status, Optional.empty());
    }

    static FileReport failed(Job job, String error) {
        return new FileReport(
                job.input().toString(), Optional.of(job.output().toString()), Status.FAILED, Optional.of(error));
    }

    static FileReport unreadable(Path input, String error) {
        return new FileReport(input.toString(), Optional.empty(), Status.UNREADABLE, Optional.of(error));
    }
}
