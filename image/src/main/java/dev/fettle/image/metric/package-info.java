/// How near a restored picture comes to its original, as numbers that carry the way they were measured.
/// Arithmetic runs in double precision on 0..255; what is degraded or restored, and how, is decided elsewhere.
@NullMarked
package dev.fettle.image.metric;

import org.jspecify.annotations.NullMarked;
