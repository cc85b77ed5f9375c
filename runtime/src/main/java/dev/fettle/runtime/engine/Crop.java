package dev.fettle.runtime.engine;

/// The part of a plan's result that is kept, in pixels of the result.
public record Crop(int left, int top, int width, int height) {}
