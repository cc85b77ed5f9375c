/// The complete state of a training run as one file that appears whole or not at all.
@NullMarked
package dev.fettle.train.checkpoint;

import org.jspecify.annotations.NullMarked;
