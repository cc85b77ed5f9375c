package dev.fettle.cli.option;

import dev.fettle.network.architecture.Architectures;
import java.util.Iterator;

/// The names of published networks, for help texts and shell completion.
public final class ArchitectureNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        return Architectures.presetNames().iterator();
    }
}
