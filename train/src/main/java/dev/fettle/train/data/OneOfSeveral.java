package dev.fettle.train.data;

import java.util.List;

/// Each batch comes from one of several sources, drawn with equal chances: a network of several scales sees one of them
/// in a step. Ahn et al., ECCV 2018 (CARN).
public record OneOfSeveral(List<BatchSource> sources) implements BatchSource {
    public OneOfSeveral {
        sources = List.copyOf(sources);
    }

    @Override
    public Batch next(RandomState random, int count) {
        return sources.get(random.nextInt(sources.size())).next(random, count);
    }
}
