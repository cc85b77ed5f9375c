/// Pictures: the {@link dev.fettle.image.Image} itself and how it comes out of and goes into files.
/// Resampling, degradations, metrics and data sets have packages of their own below this one. Nothing here
/// knows what a network is.
@NullMarked
package dev.fettle.image;

import org.jspecify.annotations.NullMarked;
