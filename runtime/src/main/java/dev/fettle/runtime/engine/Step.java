package dev.fettle.runtime.engine;

/// A stage for pictures of one size: independent jobs, each of which writes rows of its own. Immutable; all
/// state is in the {@link Task}.
interface Step {
    /// For plans.
    String label();

    int jobs();

    void run(int job, Task task);
}
