/// What a training makes small: a sum of named terms over the named results of a network. A term is one record with
/// its settings and its arithmetic, and a line in {@link dev.fettle.train.torch.objective.Terms}. Who moves which
/// weights is none of its business.
@NullMarked
package dev.fettle.train.torch.objective;

import org.jspecify.annotations.NullMarked;
