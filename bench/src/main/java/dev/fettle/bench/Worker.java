package dev.fettle.bench;

import dev.fettle.bench.EngineException.Kind;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;

/// The process of one engine. Takes its model (a length and as many bytes) and then orders by name from standard
/// input, and answers on standard output; ends when standard input does, so that no engine outlives the comparison,
/// however that ends.
///
/// An answer begins with a text, empty if all went well, else the name of a {@link Kind} and a second text with
/// the reason. What follows a good answer: after loading, the version; to {@link Order#RUN}, nanoseconds (long); to
/// {@link Order#OUTPUT}, the number of samples (int) and the samples.
final class Worker {
    /// What a worker can be asked for.
    enum Order {
        RUN,
        OUTPUT
    }

    private final DataOutputStream answers;
    private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();

    private Worker(DataOutputStream answers) {
        this.answers = answers;
    }

    /// @param arguments the engine's name and {@link Workload#words}
    public static void main(String[] arguments) throws IOException {
        DataOutputStream answers =
                new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16));
        System.setOut(System.err); // whatever a library has to say
        Worker worker = new Worker(answers);
        DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
        byte[] model = in.readNBytes(in.readInt());
        Thread.ofPlatform().daemon().start(() -> worker.follow(in));
        List<String> words = List.of(arguments);
        Contestant contestant = Contestant.valueOf(words.getFirst());
        Workload workload = Workload.parse(words.subList(1, words.size()));
        worker.serve(() -> contestant.open(workload, model));
    }

    private void follow(DataInputStream in) {
        try {
            while (true) {
                orders.add(Order.valueOf(in.readUTF()));
            }
        } catch (IOException e) {
            System.exit(0); // the other side is gone
        }
    }

    private void serve(Callable<Runner> opening) throws IOException {
        try (Runner runner = opening.call()) {
            answers.writeUTF("");
            answers.writeUTF(runner.version());
            while (true) {
                answers.flush();
                answer(orders.take(), runner);
            }
        } catch (Throwable problem) { // whatever it is, the other side is to know
            EngineException failure = failure(problem);
            answers.writeUTF(failure.kind().name());
            answers.writeUTF(String.valueOf(failure.getMessage()));
            answers.flush();
        }
    }

    private void answer(Order order, Runner runner) throws Exception {
        switch (order) {
            case RUN -> {
                long begun = System.nanoTime();
                runner.run();
                long nanos = System.nanoTime() - begun;
                answers.writeUTF("");
                answers.writeLong(nanos);
            }
            case OUTPUT -> {
                float[] output = runner.output();
                answers.writeUTF("");
                answers.writeInt(output.length);
                for (float sample : output) {
                    answers.writeFloat(sample);
                }
            }
        }
    }

    /// What a problem of an engine means for the command, in one line.
    static EngineException failure(Throwable problem) {
        String message =
                String.valueOf(problem.getMessage()).lines().findFirst().orElse("");
        return switch (problem) {
            case EngineException failure -> failure;
            case LinkageError _ ->
                new EngineException(Kind.UNUSABLE, "cannot be loaded on this platform (" + message + ")", problem);
            case OutOfMemoryError _ -> new EngineException(Kind.FAILED, "out of memory (" + message + ")", problem);
            case IllegalArgumentException _ -> new EngineException(Kind.UNUSABLE, message, problem);
            default -> new EngineException(Kind.FAILED, problem.getClass().getSimpleName() + ": " + message, problem);
        };
    }
}
