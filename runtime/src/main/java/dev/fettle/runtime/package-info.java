/// Running a model on pictures: {@link dev.fettle.runtime.Restorer} and what it needs to know of colour,
/// alpha, tiles and bundled models. The numerical work is the engine's, in the package below. No native
/// library, no network access.
@NullMarked
package dev.fettle.runtime;

import org.jspecify.annotations.NullMarked;
