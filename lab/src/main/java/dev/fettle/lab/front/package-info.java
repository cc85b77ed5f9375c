/// Quality against time: the bundled models beside published networks, all of them timed in our engine, as
/// a file describes it. The page itself is the affair of the package `report`.
@NullMarked
package dev.fettle.lab.front;

import org.jspecify.annotations.NullMarked;
