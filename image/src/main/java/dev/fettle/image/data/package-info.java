/// Folders of pictures as training and measuring use them: in a fixed order, and originals matched with
/// files that someone else degraded, or one folder for each class.
@NullMarked
package dev.fettle.image.data;

import org.jspecify.annotations.NullMarked;
