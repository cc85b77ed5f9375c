/// What a training is made of, as records that a YAML file fills in. Values only; nothing here opens a picture or
/// loads libtorch.
@NullMarked
package dev.fettle.train.experiment;

import org.jspecify.annotations.NullMarked;
