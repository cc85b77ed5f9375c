/// Picture files: reading with a guard in front of every decoder, writing that leaves the whole file or nothing,
/// and JPEG with libjpeg's quality tables. Colours are never converted: samples stay in the file's own encoding and
/// the profile travels with them. What is done to a picture between reading and writing belongs elsewhere.
@NullMarked
package dev.fettle.image.files;

import org.jspecify.annotations.NullMarked;
