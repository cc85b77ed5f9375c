/// What networks that were trained beside another, and are not shipped with it, have learnt.
@NullMarked
package dev.fettle.lab.companion;

import org.jspecify.annotations.NullMarked;
