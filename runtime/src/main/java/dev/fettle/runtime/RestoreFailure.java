package dev.fettle.runtime;

/// Why a restoration has no result, where neither the picture nor the program is at fault. All are
/// unchecked exceptions; those that programs knew before there was this family are still what they
/// were.
///
/// ```java
/// catch (RuntimeException e) {
///     if (e instanceof RestoreFailure failure) {
///         return switch (failure) { … };
///     }
///     throw e;
/// }
/// ```
public sealed interface RestoreFailure
        permits RestorationCancelledException,
                DeadlineExceededException,
                MemoryBudgetException,
                RestorerClosedException,
                PoolBusyException,
                RestorationException {
    /// One line for people: what is needed, and the way out.
    String getMessage();
}
