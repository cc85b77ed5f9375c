package dev.fettle.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.bench.BenchCommand.Starter;
import dev.fettle.cli.Fettle;
import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Subcommand;
import dev.fettle.network.Configuration;
import dev.fettle.train.torch.objective.GroupTimes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class BenchCommandTest {
    private static final long RESNEXT_20 = 2_285_386; // counted layer by layer

    @TempDir
    private Path folder;

    private final List<String> calls = new ArrayList<>();

    private record Run(int status, String out, String err) {
        static Run of(Function<Console, Subcommand> bench, Object... args) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            String[] words = new String[args.length + 1];
            words[0] = "bench";
            for (int i = 0; i < args.length; i++) {
                words[i + 1] = args[i].toString();
            }
            int status = Fettle.run(words, new PrintWriter(out), new PrintWriter(err), bench);
            return new Run(status, out.toString(), err.toString());
        }

        JsonNode json() {
            return Configuration.MAPPER.readTree(out);
        }
    }

    /// Takes 10 ms for each run, libtorch 20; its output is off by as much as it is told.
    private class Fake implements Entrant {
        private final Contestant contestant;
        private final float error;

        Fake(Contestant contestant, float error) {
            this.contestant = contestant;
            this.error = contestant == Contestant.LIBTORCH ? error : 0;
        }

        @Override
        public Contestant contestant() {
            return contestant;
        }

        @Override
        public String version() {
            return "0";
        }

        @Override
        public double run() {
            calls.add(contestant.label());
            return contestant == Contestant.LIBTORCH ? 20 : 10;
        }

        @Override
        public float[] output() {
            calls.add("output");
            return new float[] {0, 1 + error, -2};
        }

        @Override
        public OptionalLong peakResidentBytes() {
            calls.add("memory");
            return OptionalLong.of(3 << 20);
        }

        @Override
        public void close() {
            calls.add("closed");
        }
    }

    private Run fake(float error, Object... more) throws IOException {
        Starter starter = (contestant, workload, flags, messages) -> new Fake(contestant, error);
        Object[] words = new Object[more.length + 7];
        System.arraycopy(more, 0, words, 7, more.length);
        List<Object> first = List.of(Tiny.edsr(folder), "--against", "libtorch", "--warm-up", "0", "--size", "8x4");
        for (int i = 0; i < first.size(); i++) {
            words[i] = first.get(i);
        }
        return Run.of(console -> new BenchCommand(console, starter), words);
    }

    @Test
    void aNetworkOfClassesIsTimedOnOnePicture() {
        Starter starter = (contestant, workload, flags, messages) -> new Fake(contestant, 0);
        List<String> words = List.of("resnext-20", "--against", "none", "--warm-up", "0", "--size", "32x32");
        JsonNode report = Run.of(console -> new BenchCommand(console, starter), with(words, "--json"))
                .json();
        assertThat(report.get("output").asString()).isEqualTo("10 values");
        assertThat(report.has("macsPerOutputPixel")).isFalse();
        assertThat(report.get("parameters").asLong()).isEqualTo(RESNEXT_20);
        String macs = "%,.1f".formatted(report.get("macs").asLong() / 1e9);
        assertThat(Run.of(console -> new BenchCommand(console, starter), with(words, "--markdown"))
                        .out())
                .contains("| resnext-20 | %,d | %s |".formatted(RESNEXT_20, macs));
    }

    private static Object[] with(List<String> words, String last) {
        List<Object> all = new ArrayList<>(words);
        all.add(last);
        return all.toArray();
    }

    @Test
    void enginesTakeTurnsAfterEachHasWarmedUp() throws IOException {
        assertThat(fake(0, "--runs", "2").status()).isZero();
        List<String> warmUps = List.of("fettle", "fettle", "fettle", "fettle", "fettle");
        assertThat(calls.subList(0, 5)).isEqualTo(warmUps);
        assertThat(calls.subList(10, calls.size()))
                .startsWith("fettle", "libtorch", "fettle", "libtorch")
                .endsWith("memory", "memory", "output", "output", "closed", "closed")
                .hasSize(10);
    }

    @Test
    void timesOfGroupsAreWrittenForABudget() throws IOException {
        Path experiment = folder.resolve("learnt.yaml");
        Files.writeString(experiment, """
                name: learnt
                architecture: {type: edsr, blocks: 1, channels: 8, convolution: groupable}
                data: {photos: nowhere}
                validation: {photos: nowhere}
                """);
        Path times = folder.resolve("times.yaml");
        Run run = Run.of(BenchCommand::new, experiment, "--groups", times, "--size", "16x12", "--threads", "1");
        assertThat(run.err).contains("body.0.body.0:").contains("with 1, 2, 4, … groups");
        assertThat(run.out).isEqualTo(times + ": times of 2 layers" + System.lineSeparator());
        GroupTimes read = GroupTimes.read(times);
        assertThat(read.input()).isEqualTo("16x12");
        assertThat(read.layers()).containsOnlyKeys("body.0.body.0", "body.0.body.2");
        assertThat(read.layers().get("body.0.body.0")).hasSize(4).allMatch(millis -> millis > 0);
    }

    @Test
    void timesOfGroupsReplaceNothingUnasked() throws IOException {
        Path mine = Files.writeString(folder.resolve("mine.yaml"), "mine");
        Path network = Tiny.edsr(folder);
        Run taken = Run.of(BenchCommand::new, network, "--groups", mine);
        assertThat(taken.status).isEqualTo(2);
        assertThat(taken.err).contains("is there already; add --overwrite or name another file by --groups");
        assertThat(mine).hasContent("mine");
        assertThat(Run.of(BenchCommand::new, network, "--groups", network, "--overwrite").err)
                .contains("--groups " + network + ": is what is read; name another file");
        Run directory = Run.of(BenchCommand::new, network, "--groups", folder);
        assertThat(directory.status).isEqualTo(ExitCode.SOME_FAILED.status());
        assertThat(directory.err).contains("name another file by --groups").doesNotContain("measuring");
        assertThat(Run.of(BenchCommand::new, network, "--overwrite").err).contains("--overwrite is for --groups");
    }

    @Test
    void whatGroupsAreNotMeasuredByIsRefusedBesideThem() throws IOException {
        for (String option : List.of("--against", "--runs", "--warm-up", "--jvm")) {
            Run run =
                    Run.of(BenchCommand::new, Tiny.edsr(folder), "--groups", folder.resolve("times.yaml"), option, "1");
            assertThat(run.status).as(option).isEqualTo(2);
            assertThat(run.err).contains("--groups and " + option + " exclude each other");
        }
    }

    @Test
    void aNetworkWithoutGatesHasNoTimesOfGroups() throws IOException {
        Run run = Run.of(BenchCommand::new, Tiny.edsr(folder), "--groups", folder.resolve("times.yaml"));
        assertThat(run.status).isEqualTo(2);
        assertThat(run.err)
                .contains(
                        "the network has no gates, so no layer of it can have other groups; choose convolution: groupable");
    }

    @Test
    void anEngineThatTakesLongWarmsUpInFewRuns() throws IOException {
        Entrant slow = new Fake(Contestant.FETTLE, 0) {
            @Override
            public double run() {
                super.run();
                return 15_000;
            }
        };
        new Comparison(1, 5).run(List.of(slow), _ -> {});
        assertThat(calls).containsExactly("fettle", "fettle", "fettle", "memory"); // two, and the one that counts
    }

    @Test
    void theReportFollowsFromTheTimes() throws IOException {
        JsonNode report = fake(0, "--json").json();
        // head, two of the block, the one behind it, the one before the shuffle; the last has four times the pixels
        long macs = 9 * 32 * (3 * 4 + 3 * 4 * 4 + 4 * 16 + 4 * 4 * 3);
        assertThat(report.get("macs").asLong()).isEqualTo(macs);
        assertThat(report.get("output").asString()).isEqualTo("16x8");
        assertThat(report.get("fp32PeakGflops").asDouble()).isPositive();
        JsonNode libtorch = report.get("engines").get(1);
        assertThat(libtorch.get("engine").asString()).isEqualTo("libtorch");
        assertThat(libtorch.get("ratio").asDouble()).isEqualTo(2);
        assertThat(libtorch.get("medianMillis").asDouble()).isEqualTo(20);
        assertThat(libtorch.get("minMillis").asDouble()).isEqualTo(20);
        assertThat(libtorch.get("millis")).hasSize(7);
        assertThat(libtorch.get("peakResidentMb").asDouble()).isEqualTo(3);
        assertThat(libtorch.get("effectiveGflops").asDouble()).isEqualTo(2e-9 * macs / 20e-3);
    }

    @Test
    void anEngineThatMakesAnotherPictureFailsTheCommand() throws IOException {
        Run run = fake(1e-3f, "--json");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("libtorch does not agree: it differs by 0.0005");
        assertThat(run.json()
                        .get("agreement")
                        .get("differences")
                        .get(0)
                        .get("relative")
                        .asDouble())
                .isBetween(4.9e-4, 5.1e-4);
        assertThat(fake(1e-5f).status()).isZero();
    }

    private Run alone(Object... words) {
        Object[] all = new Object[words.length + 4];
        System.arraycopy(new Object[] {"--against", "none", "--warm-up", "0"}, 0, all, 0, 4);
        System.arraycopy(words, 0, all, 4, words.length);
        Starter starter = (contestant, workload, flags, messages) -> new Fake(contestant, 0);
        return Run.of(console -> new BenchCommand(console, starter), all);
    }

    /// Parameters as CARN's authors count them, with all scales and without.
    @Test
    void ofSeveralScalesTheOneThatIsAskedForCounts() {
        JsonNode report = alone("carn", "--scale", 3, "--size", "8x4", "--json").json();
        assertThat(report.get("scale").asInt()).isEqualTo(3);
        assertThat(report.get("output").asString()).isEqualTo("24x12");
        assertThat(report.get("parameters").asLong()).isEqualTo(1_148_803);
        assertThat(report.get("allScales").get("scales").toString()).isEqualTo("[2,3,4]");
        assertThat(report.get("allScales").get("parameters").asLong()).isEqualTo(1_591_939);
        assertThat(alone("carn", "--scale", 2, "--size", "8x4").out())
                .contains("carn x2, 8x4 -> 16x8", "964,163 parameters, 1,591,939 for x2, x3, x4 together");
        assertThat(alone("edsr-baseline", "--size", "8x4", "--json").json().has("allScales"))
                .isFalse();
    }

    @Test
    void aRowHasWhatATableOfPapersHas() {
        assertThat(alone("carn-m", "--scale", 4, "--size", "8x4", "--markdown").out())
                .isEqualTo("| carn-m x4 | 294,147 (414,787) | 32.5 | 10.0 (10.0-10.0) |\n");
        assertThat(alone("edsr-ghost", "--scale", 2, "--size", "8x4", "--markdown")
                        .out())
                .isEqualTo("| edsr-ghost x2 | 21,847,619 | 5,036.1 | 10.0 (10.0-10.0) |\n");
        assertThat(alone("vdsr", "--json", "--markdown").status()).isEqualTo(2);
    }

    @Test
    void aScaleMustBeNamedWhereThereAreSeveralAndBeOneOfThem() {
        Run none = Run.of(BenchCommand::new, "carn-m");
        assertThat(none.status()).isEqualTo(2);
        assertThat(none.err())
                .contains("'carn-m' enlarges by 2, 3, 4: choose one by --scale")
                .hasLineCount(2);
        Run other = Run.of(BenchCommand::new, "carn-m", "--scale", 8);
        assertThat(other.status()).isEqualTo(4);
        assertThat(other.err()).contains("2, 3, 4", "8").hasLineCount(1);
    }

    @Test
    void ourEngineAloneNeedsNoRivals() throws IOException {
        Starter starter = (contestant, workload, flags, messages) -> new Fake(contestant, 0);
        JsonNode report = Run.of(
                        console -> new BenchCommand(console, starter),
                        Tiny.edsr(folder),
                        "--against",
                        "none",
                        "--warm-up",
                        "0",
                        "--json")
                .json();
        assertThat(report.get("engines")).hasSize(1);
        assertThat(report.get("agreement").get("differences")).isEmpty();
    }

    @Test
    void anUnknownEngineIsWrongUsageWithTheKnownOnes() {
        Run run = Run.of(BenchCommand::new, "edsr-baseline", "--against", "ncnn");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains("--against", "'ncnn'", "onnxruntime, onnxruntime-int8, libtorch")
                .hasLineCount(2);
    }

    @Test
    void sizesThreadsAndRunsOutOfBoundsAreWrongUsage() {
        assertThat(Run.of(BenchCommand::new, "vdsr", "--size", "0x4").err()).contains("'0x4' is not a size");
        Run huge = Run.of(BenchCommand::new, "vdsr", "--size", "50000x50000");
        assertThat(huge.status()).isEqualTo(2);
        assertThat(huge.err())
                .contains("--size: a result of 50000x50000 pixels")
                .hasLineCount(2);
        Run threads = Run.of(BenchCommand::new, "vdsr", "--threads", "0");
        assertThat(threads.status()).isEqualTo(2);
        assertThat(threads.err()).contains("--threads", "at least 1, got 0").hasLineCount(2);
        assertThat(Run.of(BenchCommand::new, "vdsr", "--runs", "0").err()).contains("--runs", "got 0");
    }

    @Test
    void anUnknownNetworkIsAModelErrorBeforeAnythingIsMeasured() {
        Run run = Run.of(BenchCommand::new, "resnet", "--json");
        assertThat(run.status()).isEqualTo(4);
        assertThat(run.err()).contains("unknown architecture 'resnet'").hasLineCount(1);
        assertThat(run.json().get("error").asString()).contains("resnet");
    }

    @Test
    @Tag("slow") // starts a Java virtual machine for each engine
    void theEnginesThemselvesAgree() throws IOException {
        Run run = Run.of(BenchCommand::new, Tiny.edsr(folder), "--size", "24x16", "--warm-up", "0", "--json");
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode report = run.json();
        assertThat(report.get("engines")).hasSize(4);
        for (JsonNode engine : report.get("engines")) {
            assertThat(engine.get("medianMillis").asDouble()).isPositive();
        }
        for (JsonNode difference : report.get("agreement").get("differences")) {
            boolean isExact = !difference.get("engine").asString().equals("onnxruntime-int8");
            assertThat(difference.get("relative").asDouble()).isLessThan(isExact ? 1e-5 : 0.1);
            assertThat(difference.get("psnr").asDouble()).isGreaterThan(isExact ? 100 : 30);
        }
    }
}
