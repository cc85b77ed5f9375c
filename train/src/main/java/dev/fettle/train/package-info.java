@NullMarked
package dev.fettle.train;

import org.jspecify.annotations.NullMarked;
