/// Which of a layer's channels are needed most, found by switching them on one after the other. Knows networks,
/// objectives and optimizers; what comes of it is numbers and weights.
@NullMarked
package dev.fettle.train.torch.growth;

import org.jspecify.annotations.NullMarked;
