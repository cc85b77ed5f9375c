/// Where the weights of a training come from.
@NullMarked
package dev.fettle.train.start;

import org.jspecify.annotations.NullMarked;
