package dev.fettle.lab.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/// Quality against time: what a page of charts shows, as JSON has it.
///
/// @param about what it shows, in Markdown
/// @param made by which release, when and on what
/// @param conditions of the times
public record FrontResults(String title, String about, String made, String conditions, List<Panel> panels) {
    public FrontResults {
        panels = List.copyOf(panels);
    }

    /// A chart and its table.
    ///
    /// @param name of the chart's file
    /// @param about what a reader should know, in Markdown
    /// @param set of pictures
    /// @param protocol of the scores measured here; empty where none were
    /// @param without PSNR of the same pictures without a network: bicubic, or the input itself
    /// @param rows ours first
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Panel(
            String name,
            String title,
            String about,
            String set,
            Optional<String> protocol,
            Optional<Double> without,
            List<Row> rows) {
        public Panel {
            rows = List.copyOf(rows);
        }
    }

    /// A network.
    ///
    /// @param colourChannels that go in
    /// @param macsPerPixel multiply-adds for a pixel of the result
    /// @param millisPerMegapixel of the result
    /// @param psnr dB; empty where it was not measured
    /// @param published where its PSNR is from; empty for ours, whose is measured here
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Row(
            String name,
            int colourChannels,
            long parameters,
            double macsPerPixel,
            Millis millisPerMegapixel,
            Optional<Double> psnr,
            Optional<Published> published) {}

    /// @param median of the runs
    /// @param min of the fastest
    /// @param max of the slowest
    public record Millis(double median, double min, double max) {}

    /// What others say of their network.
    ///
    /// @param source of the PSNR: paper and table
    /// @param protocol as the source states it
    /// @param onSource remark on all that stands there; may be empty
    /// @param parameters as the source counts them; may be empty
    /// @param remark on the network; may be empty
    public record Published(String source, String protocol, String onSource, String parameters, String remark) {
        /// What stands under a table: the source, and what is to be said of the network.
        List<String> notes() {
            String whole = source + " (" + protocol + ")" + (onSource.isBlank() ? "" : ". " + onSource);
            return remark.isBlank() ? List.of(whole) : List.of(whole, remark);
        }
    }
}
