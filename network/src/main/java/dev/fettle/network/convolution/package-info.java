/// Convolution layers as interchangeable parts: a method is a function from node to node, chosen by
/// {@link dev.fettle.network.convolution.Convolution}; any network that takes one takes them all. What a
/// network is built of otherwise belongs to {@link dev.fettle.network.GraphBuilder}.
@NullMarked
package dev.fettle.network.convolution;

import org.jspecify.annotations.NullMarked;
