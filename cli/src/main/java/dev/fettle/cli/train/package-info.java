/// The commands that train, one network or a sweep, and what a training shows.
@NullMarked
package dev.fettle.cli.train;

import org.jspecify.annotations.NullMarked;
