/// How good pictures are made bad for training and measuring: pure functions of picture and seed, each as the
/// published test sets were made.
@NullMarked
package dev.fettle.image.degrade;

import org.jspecify.annotations.NullMarked;
