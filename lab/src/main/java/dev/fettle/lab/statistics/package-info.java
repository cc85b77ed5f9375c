/// Statistics of measured numbers: tests and intervals. Charts and tables of them belong to `report`.
@NullMarked
package dev.fettle.lab.statistics;

import org.jspecify.annotations.NullMarked;
