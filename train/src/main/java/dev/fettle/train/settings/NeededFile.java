package dev.fettle.train.settings;

/// A file that a training reads before its first step.
///
/// @param setting that names it: `start.file`
/// @param name relative ones start from the current directory
public record NeededFile(String setting, String name) {}
