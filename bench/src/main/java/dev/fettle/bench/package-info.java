/// The command `fettle bench`: the engine and its rivals on the same network, weights and picture, each in a process
/// of its own. Rivals are known here and nowhere else; nothing here is shipped.
@NullMarked
package dev.fettle.bench;

import org.jspecify.annotations.NullMarked;
