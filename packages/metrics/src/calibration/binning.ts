/** A prediction: how sure it was, and whether it was right. */
export interface Guess {
  readonly confidence: number;
  readonly correct: boolean;
}

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly guesses: readonly Guess[];
}

/** Guesses by rising confidence → `bins` bins. */
export const binnings = {
  /** Bin b holds confidences in (b/bins, (b+1)/bins], the first also 0. */
  'equal-width'(guesses: readonly Guess[], bins: number): Bin[] {
    return Array.from({ length: bins }, (_, b) => {
      const [from, to] = [b / bins, (b + 1) / bins];
      const isIn = ({ confidence }: Guess) => (b === 0 || confidence > from) && confidence <= to;
      return { from, to, guesses: guesses.filter(isIn) };
    });
  },

  /** As many in each, by rank, except that guesses of equal confidence stay together. */
  'equal-mass'(guesses: readonly Guess[], bins: number): Bin[] {
    const groups: [Guess, ...Guess[]][] = [];
    let last = -1;
    for (const [rank, guess] of guesses.entries()) {
      const bin = Math.floor((rank * bins) / guesses.length);
      if (bin > last && guess.confidence !== guesses[rank - 1]?.confidence) {
        groups.push([guess]);
        last = bin;
      } else {
        groups.at(-1)?.push(guess);
      }
    }
    return groups.map((group) => ({
      from: group[0].confidence,
      to: (group.at(-1) ?? group[0]).confidence,
      guesses: group,
    }));
  },
};
