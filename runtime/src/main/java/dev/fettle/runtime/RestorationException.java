package dev.fettle.runtime;

/// A model has produced something that is no picture (NaN or infinite values): its weights are damaged, or
/// the picture holds values it was never trained for.
public final class RestorationException extends IllegalStateException implements RestoreFailure {
    private static final long serialVersionUID = 1L;

    RestorationException(String message) {
        super(message);
    }
}
