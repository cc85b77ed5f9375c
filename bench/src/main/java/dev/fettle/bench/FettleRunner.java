package dev.fettle.bench;

import dev.fettle.lab.Release;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.runtime.engine.Engine;
import dev.fettle.runtime.engine.Plan;

/// Our own engine.
final class FettleRunner implements Runner {
    private final Engine engine;
    private final Plan plan;
    private final float[] input;
    private final float[] output;

    FettleRunner(Workload workload) {
        DeployedNetwork network = workload.deployed();
        engine = Engine.of(network, workload.threads());
        plan = engine.plan(workload.input().height(), workload.input().width());
        input = workload.picture(network).array();
        output = new float[Math.toIntExact(plan.outputShape().size())];
    }

    @Override
    public String version() {
        return Release.name() + ", " + Engine.arithmetic();
    }

    @Override
    public void run() {
        plan.run(input, output);
    }

    @Override
    public float[] output() {
        return output;
    }

    @Override
    public void close() {
        engine.close();
    }
}
