/// The commands about models and networks themselves: what there is, what they cost, files in other formats.
@NullMarked
package dev.fettle.cli.model;

import org.jspecify.annotations.NullMarked;
