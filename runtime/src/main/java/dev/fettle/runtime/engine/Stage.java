package dev.fettle.runtime.engine;

import dev.fettle.network.Node;

/// One step of a program: a node that is computed, and the nodes behind it that are done in the same
/// breath.
///
/// @param node what is computed
/// @param result the last node that is done with it; only its value is stored
/// @param epilogue what leads from one to the other; {@link Epilogue#NONE} if they are the same
record Stage(Node node, Node result, Epilogue epilogue) {}
