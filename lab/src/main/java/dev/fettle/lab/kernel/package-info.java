/// Which kernels a network mixes where in a picture, and what that has to do with fine detail.
@NullMarked
package dev.fettle.lab.kernel;

import org.jspecify.annotations.NullMarked;
