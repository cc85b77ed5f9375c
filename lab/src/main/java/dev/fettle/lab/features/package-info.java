/// Feature maps of a model's layers that look alike: finding them. What is told about them, and the sheet that shows
/// them, are in the package of reports.
@NullMarked
package dev.fettle.lab.features;

import org.jspecify.annotations.NullMarked;
