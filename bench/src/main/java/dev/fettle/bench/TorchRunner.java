package dev.fettle.bench;

import dev.fettle.network.DeployedNetwork;
import dev.fettle.train.torch.Libtorch;
import dev.fettle.train.torch.TorchInference;

/// Libtorch, channels-last.
final class TorchRunner implements Runner {
    private final TorchInference inference;

    TorchRunner(Workload workload) {
        DeployedNetwork network = workload.deployed();
        inference = new TorchInference(network, workload.picture(network), workload.threads());
    }

    @Override
    public String version() {
        return Libtorch.version();
    }

    @Override
    public void run() {
        inference.run();
    }

    @Override
    public float[] output() {
        return inference.output().array();
    }

    @Override
    public void close() {
        inference.close();
    }
}
