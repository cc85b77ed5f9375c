package dev.fettle.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fettle.lab.Size;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Slow because each test starts a Java virtual machine.
@Tag("slow")
@Timeout(60) // a process that should have answered
class WorkerProcessTest {
    @TempDir
    private Path folder;

    private EngineException failure(Contestant contestant, String flag) {
        return catchThrowableOfType(
                EngineException.class,
                () -> new WorkerProcess(contestant, Tiny.workload(folder), List.of(flag), Redirect.DISCARD).close());
    }

    @Test
    void aNativeLibraryThatIsNotToBeHadIsNamedInOneLine() {
        EngineException failure = failure(Contestant.LIBTORCH, "-Dorg.bytedeco.javacpp.platform=linux-nowhere");
        assertThat(failure).hasMessageContaining("engine 'libtorch': cannot be loaded on this platform");
        assertThat(failure.kind()).isEqualTo(EngineException.Kind.UNUSABLE);
        assertThat(failure(Contestant.ONNXRUNTIME, "-Donnxruntime.native.path=" + folder))
                .hasMessageContaining("engine 'onnxruntime': cannot be loaded on this platform");
    }

    @Test
    void anEngineWithoutMemoryEndsTheCommandNotTheTests() {
        EngineException failure = catchThrowableOfType(EngineException.class, () -> {
            Workload large = new Workload("vdsr", Optional.empty(), new Size(2000, 2000), 1);
            new WorkerProcess(Contestant.FETTLE, large, List.of("-Xmx16m"), Redirect.DISCARD).close();
        });
        assertThat(failure).hasMessageContaining("engine 'fettle': out of memory");
        assertThat(failure.kind()).isEqualTo(EngineException.Kind.FAILED);
    }

    @Test
    void aProcessThatEndsByItselfIsReportedWithItsStatus() {
        EngineException failure = failure(Contestant.FETTLE, "-XX:+NoSuchFlag");
        assertThat(failure).hasMessageContaining("engine 'fettle': its process ended with status 1");
        assertThat(failure.kind()).isEqualTo(EngineException.Kind.FAILED);
    }

    /// Many seconds of work are ordered; then its other side is gone, as after a crash or SIGKILL.
    @Test
    void noWorkerOutlivesTheOneThatStartedIt() throws IOException, InterruptedException {
        Workload work = new Workload("edsr-baseline", Optional.of(4), new Size(640, 360), 1);
        Process process = WorkerProcess.builder(Contestant.FETTLE, work, List.of())
                .redirectError(Redirect.DISCARD)
                .start();
        try {
            try (DataOutputStream orders = new DataOutputStream(process.getOutputStream())) {
                orders.writeInt(0); // no model
                orders.writeUTF(Worker.Order.RUN.name());
                orders.flush();
                assertThat(process.getInputStream().readNBytes(2)).isEqualTo(new byte[2]); // loaded, and now at work
            }
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
