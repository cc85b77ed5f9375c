package dev.fettle.train.torch.objective;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.fettle.network.Course;
import dev.fettle.train.settings.NeededFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One thing that a training makes small: settings that make a {@link Loss}. As YAML a block whose `type` says which.
public interface Term {
    /// What logs call it; no two terms of a training have the same.
    String name();

    /// What its value is multiplied by before it enters the sum; the exponent of a term that multiplies the sum.
    Course weight();

    /// Whether it multiplies the sum of the others instead of adding to it.
    @JsonIgnore
    default boolean isFactor() {
        return false;
    }

    /// Layers whose inputs it looks at, beside results.
    @JsonIgnore
    default List<String> layers() {
        return List.of();
    }

    /// The scales of the originals that it compares results with: pixels for one of the
    /// low-resolution picture, in each direction.
    ///
    /// @throws IllegalArgumentException naming the term and what of it the network has not
    Set<Integer> targets(Subject subject);

    /// The network that learns with the one the training is for, if there is one.
    ///
    /// @throws IllegalArgumentException as {@link #targets}
    default Optional<Companion> companion(Subject subject) {
        return Optional.empty();
    }

    /// Names of the terms before it whose companions it works with.
    @JsonIgnore
    default List<String> borrowed() {
        return List.of();
    }

    /// Whether it learns from pictures without originals.
    @JsonIgnore
    default boolean isOfInputsAlone() {
        return false;
    }

    /// Looks at the terms before it, for one that works with what those bring.
    ///
    /// @throws IllegalArgumentException naming the term and what it misses
    default void requireAfter(List<Term> before, Subject subject) {}

    /// The files that it reads.
    @JsonIgnore
    default List<NeededFile> files() {
        return List.of();
    }

    /// Looks at the files that it needs; before anything else is read.
    ///
    /// @throws IllegalArgumentException naming the term and the file that does not do
    default void requireFiles(Subject subject) {}

    /// Whether what it reads was made for the task of the training.
    ///
    /// @param task `sr`, `denoise`, `deblock` or `classify`
    /// @throws IllegalArgumentException naming the setting if it was made for another
    default void requireTask(String task) {}

    /// The term at work.
    ///
    /// @throws IllegalArgumentException as {@link #targets}, and if a file that it needs does not do
    Loss open(Subject subject, Surroundings surroundings);
}
