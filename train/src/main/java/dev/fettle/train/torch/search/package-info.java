/// The search for channel numbers: which there are to choose from, how a mixture of them is computed, and the network
/// that is left when they are chosen. Guo et al., 2022 (DRC, arXiv 2207.07929), as the authors' code has it where the
/// paper is silent. What a step is, {@link dev.fettle.train.torch.regimen.Bilevel} knows.
@NullMarked
package dev.fettle.train.torch.search;

import org.jspecify.annotations.NullMarked;
