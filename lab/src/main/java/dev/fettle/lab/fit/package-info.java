/// Layers fitted to what a trained network makes of photographs, by least squares.
@NullMarked
package dev.fettle.lab.fit;

import org.jspecify.annotations.NullMarked;
