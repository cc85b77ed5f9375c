package dev.fettle.lab.prune;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.lab.Lines;
import dev.fettle.lab.Size;
import dev.fettle.lab.compress.Compression;
import dev.fettle.network.Cost;
import dev.fettle.network.Cost.NodeCost;
import dev.fettle.network.Ending;
import dev.fettle.network.Graph;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.model.ModelFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What applying a {@link PruningPlan} came to.
///
/// @param layers whose filters, or what they read, became fewer
/// @param scale that costs are of
/// @param multiplyAdds for a pixel of the result, or for a picture of 48×48 where a vector comes out
/// @param times if they were measured
/// @param quality if photographs were named
public record PruningReport(
        @JsonIgnore ModelFile model,
        PruningPlan plan,
        List<Layer> layers,
        int scale,
        Pair multiplyAdds,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Millis> times,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Quality> quality)
        implements Compression.Result {
    private static final int PROBE = 48; // side of a picture that costs are counted for

    public PruningReport {
        layers = List.copyOf(layers);
    }

    /// A number of both networks.
    public record Pair(double before, double after) {}

    /// One layer.
    ///
    /// @param filters that it has, before and after
    /// @param multiplyAdds for a pixel of the result, or for a picture of 48×48 where a vector comes out
    /// @param millis of one run; absent if not measured
    public record Layer(
            String name,
            Pair filters,
            Pair parameters,
            Pair multiplyAdds,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Pair> millis) {}

    /// @param millis of one picture, medians of runs in turns
    /// @param part of the time that stays: the median of the turns' quotients
    /// @param error how far the part may be off
    /// @param conditions turns, size, threads and machine
    public record Millis(Pair millis, double part, double error, String conditions) {}

    /// Mean PSNR over the same photographs.
    ///
    /// @param dense of the whole network
    /// @param pruned straight after pruning
    /// @param tuned of the network that was trained on since, if it was named
    public record Quality(
            String photographs,
            String protocol,
            double dense,
            double pruned,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Double> tuned) {}

    /// As an experiment for `fettle train` names it.
    @JsonProperty
    public ObjectNode architecture() {
        return Architectures.write(model.architecture());
    }

    /// The layers that differ.
    ///
    /// @param millis of each network's layers by their names; empty if not measured
    static List<Layer> layers(Graph before, Graph after, List<Map<String, Double>> millis) {
        Map<String, NodeCost> costs = new LinkedHashMap<>();
        Cost whole = Cost.of(before, PROBE, PROBE);
        whole.perNode().forEach(node -> costs.put(node.name(), node));
        Cost narrow = Cost.of(after, PROBE, PROBE);
        List<Layer> layers = new ArrayList<>();
        for (NodeCost now : narrow.perNode()) {
            NodeCost old = costs.get(now.name());
            if (old != null && now.macs() != old.macs()) {
                layers.add(new Layer(
                        now.name(),
                        new Pair(old.shape().channels(), now.shape().channels()),
                        new Pair(old.parameters(), now.parameters()),
                        new Pair(
                                (double) old.macs() / whole.outputPixels(),
                                (double) now.macs() / narrow.outputPixels()),
                        pair(millis, now.name())));
            }
        }
        return layers;
    }

    /// Layers that the engine has made one of have one time, under the name of one of them.
    private static Optional<Pair> pair(List<Map<String, Double>> millis, String layer) {
        boolean areMeasured = !millis.isEmpty() && millis.stream().allMatch(times -> times.containsKey(layer));
        return areMeasured
                ? Optional.of(new Pair(
                        millis.getFirst().getOrDefault(layer, 0.0),
                        millis.getLast().getOrDefault(layer, 0.0)))
                : Optional.empty();
    }

    @Override
    public List<String> lines() {
        Lines lines = new Lines();
        plan.lines().forEach(line -> lines.add("%s", line));
        boolean isOfPixels = Ending.of(model.network().graph()) instanceof Ending.Picture;
        String counted = isOfPixels ? "MACs per pixel" : "MACs";
        lines.add("%-32s %13s %17s %19s %15s", "layer", "filters", "parameters", counted, "ms");
        for (Layer layer : layers) {
            lines.add(
                    "%-32s %5.0f -> %4.0f %7.0f -> %6.0f %8.1f -> %7.1f %s",
                    layer.name(),
                    layer.filters().before(),
                    layer.filters().after(),
                    layer.parameters().before(),
                    layer.parameters().after(),
                    layer.multiplyAdds().before(),
                    layer.multiplyAdds().after(),
                    layer.millis()
                            .map(pair -> "%6.2f -> %5.2f".formatted(pair.before(), pair.after()))
                            .orElse(""));
        }
        lines.add(
                "%.4f of the multiply-adds%s stay (%,.1f of %,.1f %s)",
                multiplyAdds.after() / multiplyAdds.before(),
                isOfPixels ? " at x" + scale : "",
                multiplyAdds.after(),
                multiplyAdds.before(),
                isOfPixels ? "per output pixel" : "for a picture of %dx%d".formatted(PROBE, PROBE));
        times.ifPresent(measured -> lines.add(
                "%.3f ± %.3f of the time stays (%.1f of %.1f ms; %s)",
                measured.part(),
                measured.error(),
                measured.millis().after(),
                measured.millis().before(),
                measured.conditions()));
        quality.ifPresent(scores -> lines.add(
                "%s: %.3f dB, pruned %.3f%s; %s",
                scores.photographs(),
                scores.dense(),
                scores.pruned(),
                scores.tuned().map(", trained on since %.3f"::formatted).orElse(""),
                scores.protocol()));
        return lines.all();
    }

    /// How the whole report is made.
    ///
    /// @param scale that costs are of, of a network of several scales; the first if empty
    /// @param size of the picture that times are measured with; empty for none
    /// @param photographs that quality is measured on; empty for none
    /// @param tuned the pruned network after training, if there is one
    public record Wanted(
            Optional<Integer> scale,
            Optional<Size> size,
            int threads,
            Optional<Path> photographs,
            Optional<ModelFile> tuned) {
        public Wanted {
            if (threads < 1) {
                throw new IllegalArgumentException("threads must be at least 1, got " + threads);
            }
        }
    }
}
