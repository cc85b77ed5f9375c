package dev.fettle.network.architecture;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// DRN-S with the widths that the authors of DRC found by search: Guo et al., 2022 (arXiv 2207.07929), as the
/// configuration files of their release have them (guoyongcs/DRC). Residual streams, head and tails keep their widths;
/// cut are the inner channels of
/// the down blocks and of all blocks with attention, and those behind each pixel shuffle.
///
/// | ratio | multiply-adds that are gone, ×4, ×8 | parameters that are gone, ×4, ×8 |
/// |-------|-------------------------------------|----------------------------------|
/// | 30 %  | 34.4 %, 37.5 %                      | 35.1 %, 35.4 %                   |
/// | 50 %  | 51.8 %, 52.5 %                      | 52.8 %, 52.8 %                   |
/// | 70 %  | 70.3 %, 73.1 %                      | 70.3 %, 70.9 %                   |
///
/// More is gone than the ratio, which is what the largest candidate of the search cuts from each layer. The second and
/// third number of ×8 at 70 % are none of its candidates, but those of 50 %.
enum SearchedDrn {
    /// DRN-S30.
    THIRTY("""
            12 20
            36 40 40 44 36 40 44 40 36 44 40 36 44 36 36 40 40 40 44 44 36 40 36 44 40 44 44 44 40 40 40
            44 40 44 40 44 40 40 44 44 40 40 44 36 44 40 44 44 40 44 44 44 40 44 44 40 44 40 44 44 44 44
            """, """
            4 12 20
            32 36 44 40 36 40 40 44 44 44 40 44 44 40 36 40 40 44 44 44 40 44 40 36 44 44 44 44 44 40 44
            36 44 44 36 40 44 36 44 40 44 36 44 40 44 40 40 44 40 44 40 44 44 40 40 44 44 40 44 44 44 44
            20 20 20 16 16 20 20 16 20 20 16 20 20 20 20 20 16 20 20 16 20 20 16 20 20 16 20 16 20 20 20
            """),

    /// DRN-S50.
    FIFTY("""
            4 8
            16 32 28 24 28 24 28 24 32 32 28 24 28 32 32 28 32 28 32 28 32 32 28 32 32 28 24 32 28 32 28
            32 32 32 32 32 32 32 32 28 32 32 32 32 32 28 32 28 32 32 32 32 32 28 32 32 32 32 32 32 28 32
            """, """
            4 8 16
            24 32 32 28 32 28 32 32 32 28 32 32 28 32 32 32 24 28 32 28 32 32 32 24 32 28 24 28 32 28 24
            32 28 32 28 32 32 32 28 24 32 28 32 28 28 32 32 32 28 24 28 32 28 32 28 32 32 28 32 32 32 32
            12 12 16 16 16 16 16 16 16 16 16 16 16 16 12 16 16 16 16 12 16 16 16 16 12 16 16 16 16 16 16
            """),

    /// DRN-S70.
    SEVENTY("""
            4 8
            16 16 12 20 16 20 20 16 16 20 16 20 20 16 20 16 20 20 20 16 20 20 16 20 16 20 16 20 20 16 20
            20 20 20 20 16 20 20 20 16 20 16 20 20 20 16 20 20 16 20 20 20 20 20 20 16 20 16 20 20 20 20
            """, """
            4 8 16
            20 16 20 12 20 20 20 16 20 20 20 16 20 16 16 20 16 20 20 20 20 20 16 16 20 20 16 20 20 20 16
            20 16 20 20 20 20 16 20 16 20 20 20 16 16 20 20 20 16 20 16 20 20 16 20 16 16 20 16 20 20 20
            8 8 8 4 8 8 8 8 8 8 4 8 8 8 8 8 8 8 8 4 8 8 8 8 4 8 8 8 8 8 8
            """);

    private final String byFour;
    private final String byEight;

    /// @param byFour a line for the down blocks, then one for each stage: its blocks, then its upsampler
    /// @param byEight the same for ×8
    SearchedDrn(String byFour, String byEight) {
        this.byFour = byFour;
        this.byEight = byEight;
    }

    /// DRN-S, of which these are parts.
    ///
    /// @param scale 4 or 8
    static Drn whole(int scale) {
        return new Drn(scale, 64 / scale, 30); // 64 channels at the small picture's size
    }

    /// @param scale 4 or 8
    Slim at(int scale) {
        List<List<Integer>> lines = (scale == 4 ? byFour : byEight)
                .lines()
                .map(line ->
                        Arrays.stream(line.split(" ")).map(Integer::valueOf).toList())
                .toList();
        Drn whole = whole(scale);
        SequencedMap<String, Integer> widths = new LinkedHashMap<>();
        List<Integer> down = lines.getFirst();
        for (int q = 0; q < down.size(); q++) {
            widths.put("down." + q + ".dual_module.0.0", down.get(q));
        }
        for (int i = 0; i < down.size(); i++) {
            List<Integer> stage = lines.get(1 + i);
            for (int b = 0; b < whole.blocks(); b++) {
                widths.put("up_blocks." + i + "." + b + ".body.0", stage.get(b));
            }
            widths.put("up_blocks." + i + "." + whole.blocks() + ".0", stage.getLast());
        }
        return new Slim(whole, widths);
    }
}
