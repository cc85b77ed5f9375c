/// The history of a training in files that other programs read: JSON lines and TensorBoard events.
@NullMarked
package dev.fettle.train.log;

import org.jspecify.annotations.NullMarked;
