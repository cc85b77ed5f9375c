@NullMarked
package dev.fettle.runtime;

import org.jspecify.annotations.NullMarked;
