/// Carrying a sweep out: training what is missing, measuring all of it the same way, writing the report.
@NullMarked
package dev.fettle.lab.sweep.run;

import org.jspecify.annotations.NullMarked;
