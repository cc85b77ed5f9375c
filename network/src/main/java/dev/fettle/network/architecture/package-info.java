/// Published networks, one file each, described with the blocks of {@link dev.fettle.network.GraphBuilder};
/// listed in {@link dev.fettle.network.architecture.Architectures}.
@NullMarked
package dev.fettle.network.architecture;

import org.jspecify.annotations.NullMarked;
