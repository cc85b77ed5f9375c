/// A sweep as a folder describes it: which experiments over which seeds, measured on what. Carrying it out is the
/// affair of the package `run`.
@NullMarked
package dev.fettle.lab.sweep;

import org.jspecify.annotations.NullMarked;
