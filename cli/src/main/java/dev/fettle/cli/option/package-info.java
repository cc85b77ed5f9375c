/// Options and names that several commands take.
@NullMarked
package dev.fettle.cli.option;

import org.jspecify.annotations.NullMarked;
