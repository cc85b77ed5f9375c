package dev.fettle.cli.console;

import dev.fettle.lab.Watcher;

/// The console and Ctrl-C, as a measurement is watched by.
public record Screen(Console console, Interruption interruption) implements Watcher {
    @Override
    public Course course(int items) {
        return Progress.of(console, items);
    }

    @Override
    public void note(String line) {
        console.note(line);
    }

    @Override
    public void paint(String line) {
        console.paint(line);
    }

    @Override
    public boolean isCancelled() {
        return interruption.isRequested();
    }
}
