/// The commands that measure a model on pictures.
@NullMarked
package dev.fettle.cli.measure;

import org.jspecify.annotations.NullMarked;
