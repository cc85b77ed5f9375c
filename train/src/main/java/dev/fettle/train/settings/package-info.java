/// Settings as YAML files and command lines spell them, before any record has looked at them. What they
/// mean belongs to whoever reads them.
@NullMarked
package dev.fettle.train.settings;

import org.jspecify.annotations.NullMarked;
