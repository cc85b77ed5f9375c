package dev.fettle.runtime.engine;

import dev.fettle.network.Node;
import dev.fettle.network.Operation.Convolving;

/// One step of a program: a node that is computed, and the nodes behind it that are done in the same
/// breath.
///
/// @param node what is computed
/// @param result the last node that is done with it; only its value is stored
/// @param epilogue what leads from one to the other; {@link Epilogue#NONE} if they are the same; the residual
/// alone where the node is no convolution but a map times one pixel
record Stage(Node node, Node result, Epilogue epilogue) {
    boolean isConvolution() {
        return node.operation() instanceof Convolving;
    }

    /// What a convolution's node computes.
    ///
    /// @throws IllegalStateException if it is none
    Convolving convolving() {
        if (node.operation() instanceof Convolving convolving) {
            return convolving;
        }
        throw new IllegalStateException(node.name() + ": " + node.operation().label() + " is no convolution");
    }

    /// The feature map that a convolution reads.
    Node convolved() {
        return convolving().map(node);
    }
}
