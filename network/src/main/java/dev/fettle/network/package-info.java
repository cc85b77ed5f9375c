@NullMarked
package dev.fettle.network;

import org.jspecify.annotations.NullMarked;
