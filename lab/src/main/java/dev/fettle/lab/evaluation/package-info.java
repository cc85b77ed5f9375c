/// How well pictures are restored: a model or a baseline over a folder of originals, every number with its protocol.
@NullMarked
package dev.fettle.lab.evaluation;

import org.jspecify.annotations.NullMarked;
