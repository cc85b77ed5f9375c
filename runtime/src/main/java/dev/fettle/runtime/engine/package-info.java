/// Running a network fast: plans made once per network and picture size.
@NullMarked
package dev.fettle.runtime.engine;

import org.jspecify.annotations.NullMarked;
