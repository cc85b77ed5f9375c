package dev.fettle.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.onnx.OnnxExport;
import dev.fettle.network.onnx.OnnxMetadata;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/// ONNX Runtime with all its optimisations, sizes fixed beforehand, input and output in memory that it need not copy.
final class OnnxRuntimeRunner implements Runner {
    private final OrtSession session;
    private final FloatBuffer output;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;

    /// @param model an ONNX model of the workload's network
    OnnxRuntimeRunner(Workload workload, byte[] model) throws OrtException {
        try (SessionOptions options = options(workload)) {
            session = OrtEnvironment.getEnvironment().createSession(model, options);
        }
        Shape outputShape = workload.outputShape(workload.deployed());
        output = memory(outputShape);
        inputs = Map.of(session.getInputNames().iterator().next(), picture(workload));
        outputs = Map.of(session.getOutputNames().iterator().next(), tensor(output, outputShape));
    }

    /// The workload's network as an ONNX model.
    static byte[] export(Workload workload) throws IOException {
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        OnnxExport.write(workload.deployed(), OnnxMetadata.NONE, model);
        return model.toByteArray();
    }

    /// What makes it fastest.
    static SessionOptions options(Workload workload) throws OrtException {
        Shape outputShape = workload.outputShape(workload.deployed());
        SessionOptions options = new SessionOptions();
        options.setOptimizationLevel(OptLevel.ALL_OPT);
        options.setExecutionMode(ExecutionMode.SEQUENTIAL);
        options.setIntraOpNumThreads(workload.threads());
        options.setSymbolicDimensionValue("batch", 1);
        options.setSymbolicDimensionValue("height", workload.input().height());
        options.setSymbolicDimensionValue("width", workload.input().width());
        options.setSymbolicDimensionValue("output_height", outputShape.height());
        options.setSymbolicDimensionValue("output_width", outputShape.width());
        // Its threads wait in a busy loop for the next layer, but not for the next run while another engine has its
        // turn.
        options.addConfigEntry("session.force_spinning_stop", "1");
        return options;
    }

    /// The workload's picture, in memory that need not be copied.
    static OnnxTensor picture(Workload workload) throws OrtException {
        Values picture = workload.picture(workload.deployed());
        return tensor(memory(picture.shape()).put(0, picture.array()), picture.shape());
    }

    private static FloatBuffer memory(Shape shape) {
        int bytes = Math.toIntExact(shape.size() * Float.BYTES);
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    private static OnnxTensor tensor(FloatBuffer memory, Shape shape) throws OrtException {
        long[] dimensions =
                shape.dimensions().stream().mapToLong(Integer::longValue).toArray();
        return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), memory, dimensions);
    }

    @Override
    public String version() {
        return OrtEnvironment.getEnvironment().getVersion();
    }

    @Override
    public void run() throws OrtException {
        session.run(inputs, outputs).close();
    }

    @Override
    public float[] output() {
        float[] values = new float[output.capacity()];
        output.get(0, values);
        return values;
    }

    @Override
    public void close() {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("onnxruntime: the session does not close", e);
        }
    }
}
