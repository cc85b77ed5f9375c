/// What all commands share: where they print, how they end, what they say of problems and mistyped words.
@NullMarked
package dev.fettle.cli.console;

import org.jspecify.annotations.NullMarked;
