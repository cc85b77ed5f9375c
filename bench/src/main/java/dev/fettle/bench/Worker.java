package dev.fettle.bench;

import dev.fettle.cli.ExitCode;
import dev.fettle.cli.Failure;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// The process of one engine. Takes orders by name from standard input and answers on standard output; ends
/// when standard input does, so that no engine outlives the comparison, however that ends.
///
/// An answer begins with a text, empty if all went well, else the name of an {@link ExitCode} and a second text with
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
        Thread.ofPlatform().daemon().start(worker::follow);
        List<String> words = List.of(arguments);
        worker.serve(Contestant.valueOf(words.getFirst()), Workload.parse(words.subList(1, words.size())));
    }

    private void follow() {
        try (DataInputStream in = new DataInputStream(System.in)) {
            while (true) {
                orders.add(Order.valueOf(in.readUTF()));
            }
        } catch (IOException e) {
            System.exit(0); // the other side is gone
        }
    }

    private void serve(Contestant contestant, Workload workload) throws IOException {
        try (Runner runner = contestant.open(workload)) {
            answers.writeUTF("");
            answers.writeUTF(runner.version());
            while (true) {
                answers.flush();
                answer(orders.take(), runner);
            }
        } catch (Throwable problem) { // whatever it is, the other side is to know
            answers.writeUTF(code(problem).name());
            answers.writeUTF(reason(problem));
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

    private static ExitCode code(Throwable problem) {
        return switch (problem) {
            case Failure failure -> failure.code();
            case IllegalArgumentException _, LinkageError _ -> ExitCode.MODEL;
            default -> ExitCode.SOME_FAILED;
        };
    }

    private static String reason(Throwable problem) {
        String message =
                String.valueOf(problem.getMessage()).lines().findFirst().orElse("");
        return switch (problem) {
            case LinkageError _ -> "cannot be loaded on this platform (" + message + ")";
            case Failure _, IllegalArgumentException _ -> message;
            default -> problem.getClass().getSimpleName() + ": " + message;
        };
    }
}
