/// Channel pruning over any network, in small steps: which groups may be cut ({@code Limits}), how wide they
/// become ({@code Budget}), which of their channels stay ({@code Strategies}), all of it kept in a {@code
/// PruningPlan}, which is applied to a model. Strategies are one small file each and one line in the list.
@NullMarked
package dev.fettle.lab.prune;

import org.jspecify.annotations.NullMarked;
