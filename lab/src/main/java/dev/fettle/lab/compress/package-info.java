/// Smaller networks made of trained ones, their weights kept where they can be. What is lost, training wins back.
@NullMarked
package dev.fettle.lab.compress;

import org.jspecify.annotations.NullMarked;
