/// What groups of convolutions take and look like: times by how many there are, and the pages that show
/// learnt ones. Learning them belongs to `train`.
@NullMarked
package dev.fettle.lab.groups;

import org.jspecify.annotations.NullMarked;
