package dev.fettle.runtime.engine;

/// Some neighbouring bands of one step, which become ready together, and complete together.
///
/// @param step its number in the schedule
/// @param from the first band
/// @param to the band behind the last
record Turn(int step, int from, int to) {}
