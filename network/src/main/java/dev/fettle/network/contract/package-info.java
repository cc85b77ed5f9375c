/// What every interpreter of a graph must agree on: small cases for each operation and each architecture, to
/// be compared with {@link dev.fettle.network.Reference}. Used by the contract tests of the engine, libtorch
/// and ONNX; part of the library so that an interpreter outside this project can be checked too.
@NullMarked
package dev.fettle.network.contract;

import org.jspecify.annotations.NullMarked;
