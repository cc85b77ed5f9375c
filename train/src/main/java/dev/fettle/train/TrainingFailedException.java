package dev.fettle.train;

import java.io.Serial;

/// Training cannot go on: its numbers are not finite, again and again. The message names the place, the batch that
/// was kept, and what to change.
public final class TrainingFailedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    TrainingFailedException(String message) {
        super(message);
    }
}
