/// How much of a model's change is worth keeping.
@NullMarked
package dev.fettle.lab.calibration;

import org.jspecify.annotations.NullMarked;
