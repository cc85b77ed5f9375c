/// The laboratory: what is measured, of which network, on which pictures, and who watches. Each kind of measurement has
/// a package; this one holds what they share. Nothing here prints or ends the process.
@NullMarked
package dev.fettle.lab;

import org.jspecify.annotations.NullMarked;
