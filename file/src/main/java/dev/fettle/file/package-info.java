/// Files whatever they hold: writing them whole, names that are no text or not there, what stands in the way of a new
/// one, and what killed processes leave. What is in a file belongs to the modules above.
@NullMarked
package dev.fettle.file;

import org.jspecify.annotations.NullMarked;
