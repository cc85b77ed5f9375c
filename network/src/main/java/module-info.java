/// A network as data: graph, operations, architectures, cost, weights, model files.
module dev.fettle.network {
    requires dev.fettle.file;
    requires transitive tools.jackson.databind;
    requires static org.jspecify;

    exports dev.fettle.network;
    exports dev.fettle.network.architecture;
    exports dev.fettle.network.checkpoint;
    exports dev.fettle.network.contract;
    exports dev.fettle.network.convolution;
    exports dev.fettle.network.model;
    exports dev.fettle.network.onnx;

    opens dev.fettle.network to
            tools.jackson.databind;
    opens dev.fettle.network.architecture to
            tools.jackson.databind;
    opens dev.fettle.network.convolution to
            tools.jackson.databind;
    opens dev.fettle.network.model to
            tools.jackson.databind;
}
