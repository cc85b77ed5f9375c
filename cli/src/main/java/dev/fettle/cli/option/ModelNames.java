package dev.fettle.cli.option;

import dev.fettle.runtime.BundledModels;
import java.util.Iterator;

/// The names of bundled models, for shell completion.
public final class ModelNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        return BundledModels.names().iterator();
    }
}
