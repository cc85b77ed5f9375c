/// Running a network on a CPU in pure Java: an {@link dev.fettle.runtime.engine.Engine} per network, a
/// {@link dev.fettle.runtime.engine.Plan} per picture size. Kernels sit behind {@link
/// dev.fettle.runtime.engine.Kernel}; only classes named Vector… touch
/// `jdk.incubator.vector`, behind {@link dev.fettle.runtime.engine.Lanes}. Pictures and tiles do not belong here.
@NullMarked
package dev.fettle.runtime.engine;

import org.jspecify.annotations.NullMarked;
