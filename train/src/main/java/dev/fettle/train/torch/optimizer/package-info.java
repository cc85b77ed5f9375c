/// Rules that move weights, each one record with its settings and its arithmetic. What is minimised is none of their
/// business.
@NullMarked
package dev.fettle.train.torch.optimizer;

import org.jspecify.annotations.NullMarked;
