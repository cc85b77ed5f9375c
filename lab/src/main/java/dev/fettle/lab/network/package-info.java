/// What a network costs: parameters, multiply-adds and the time of its steps, without any picture.
@NullMarked
package dev.fettle.lab.network;

import org.jspecify.annotations.NullMarked;
