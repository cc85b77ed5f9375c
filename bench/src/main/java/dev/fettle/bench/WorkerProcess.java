package dev.fettle.bench;

import ai.onnxruntime.OrtException;
import dev.fettle.bench.EngineException.Kind;
import dev.fettle.bench.Worker.Order;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A {@link Worker} in a Java virtual machine of its own, in the process group of this one.
final class WorkerProcess implements Entrant {
    private static final int MOST_SECONDS_TO_END = 5;

    private final Contestant contestant;
    private final Process process;
    private final DataInputStream answers;
    private final DataOutputStream orders;
    private final String version;

    /// Starts it and waits until the engine is loaded.
    ///
    /// @param flags for its virtual machine, besides those of this one
    /// @throws EngineException if it cannot be loaded
    WorkerProcess(Contestant contestant, Workload workload, List<String> flags, Redirect messages) throws IOException {
        this.contestant = contestant;
        byte[] model = model(contestant, workload);
        process = builder(contestant, workload, flags).redirectError(messages).start();
        answers = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16));
        orders = new DataOutputStream(process.getOutputStream());
        version = loaded(model);
    }

    private static byte[] model(Contestant contestant, Workload workload) {
        try {
            return contestant.model(workload);
        } catch (IOException | OrtException | LinkageError problem) {
            EngineException failure = Worker.failure(problem);
            throw new EngineException(
                    failure.kind(), message(contestant, String.valueOf(failure.getMessage())), problem);
        }
    }

    private static String message(Contestant contestant, String problem) {
        return "engine '" + contestant.label() + "': " + problem;
    }

    /// The class path goes by way of the environment: loading ONNX Runtime 1.29 crashes a process whose command
    /// line is longer than about 4 KB (seen on Linux; see also onnxruntime issue 32501 on what it starts while
    /// loading).
    static ProcessBuilder builder(Contestant contestant, Workload workload, List<String> flags) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments()); // what every user of fettle gets
        command.addAll(flags);
        command.addAll(List.of(Worker.class.getName(), contestant.name()));
        command.addAll(workload.words());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(contestant.environment(workload.threads()));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder;
    }

    private String loaded(byte[] model) throws IOException {
        try {
            order(out -> {
                out.writeInt(model.length);
                out.write(model);
            });
            return answers.readUTF();
        } catch (IOException | EngineException e) {
            close();
            throw e;
        }
    }

    /// What is written to the worker.
    private interface Message {
        void write(DataOutputStream out) throws IOException;
    }

    /// Sends an order and reads the beginning of the answer.
    private void order(Message message) throws IOException {
        try {
            message.write(orders);
            orders.flush();
        } catch (IOException e) {
            // it is gone; its last answer may say why
        }
        try {
            String kind = answers.readUTF();
            if (!kind.isEmpty()) {
                throw new EngineException(Kind.valueOf(kind), message(contestant, answers.readUTF()));
            }
        } catch (EOFException e) {
            throw new EngineException(
                    Kind.FAILED,
                    message(contestant, "its process ended with status " + status() + "; --debug shows its messages"),
                    e);
        }
    }

    private int status() {
        return process.onExit().join().exitValue();
    }

    @Override
    public Contestant contestant() {
        return contestant;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public double run() throws IOException {
        order(out -> out.writeUTF(Order.RUN.name()));
        return answers.readLong() * 1e-6;
    }

    @Override
    public float[] output() throws IOException {
        order(out -> out.writeUTF(Order.OUTPUT.name()));
        float[] samples = new float[answers.readInt()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = answers.readFloat();
        }
        return samples;
    }

    /// Linux keeps the high-water mark of the resident set: `VmHWM: 123456 kB`.
    @Override
    public OptionalLong peakResidentBytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void close() {
        try {
            orders.close();
        } catch (IOException e) {
            // it is gone already
        }
        process.onExit()
                .completeOnTimeout(process, MOST_SECONDS_TO_END, TimeUnit.SECONDS)
                .join()
                .destroyForcibly();
    }
}
