/// How noisy a picture is, told from the picture alone. How noise is made is in `degrade`.
@NullMarked
package dev.fettle.image.noise;

import org.jspecify.annotations.NullMarked;
