/// What one step of a training is: which batches it draws, which models it moves by which objective. A regimen is one
/// record with its settings, and a class of what it does. The loop around it sees the {@link
/// dev.fettle.train.torch.regimen.Training} alone.
@NullMarked
package dev.fettle.train.torch.regimen;

import org.jspecify.annotations.NullMarked;
