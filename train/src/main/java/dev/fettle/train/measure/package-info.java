/// What validations measure.
@NullMarked
package dev.fettle.train.measure;

import org.jspecify.annotations.NullMarked;
