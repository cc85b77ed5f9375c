package dev.fettle.cli.model;

import dev.fettle.lab.prune.Strategies;
import java.util.Iterator;

/// What `--strategy` takes.
final class StrategyNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        return Strategies.ALL.names().iterator();
    }
}
