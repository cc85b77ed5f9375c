/// What a network is trained on: photographs in memory, degraded pairs, random patches. No tensors here.
@NullMarked
package dev.fettle.train.data;

import org.jspecify.annotations.NullMarked;
