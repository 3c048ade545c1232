import type { Rows } from './read-rows';

/** The experts of one architecture whose familiarity is known. */
export interface ArchitectureExperts {
  /** The inputs of its layers: what its novelty probe tells of it. */
  readonly layers: string;
  readonly experts: number;
  /** How many of them were trained on each class. */
  readonly ofClass: Int32Array;
}

/** The same with one more expert. */
export function includeExpert(
  all: readonly ArchitectureExperts[],
  layers: string,
  classes: readonly number[],
  outputs: number,
): readonly ArchitectureExperts[] {
  const before = all.find((each) => each.layers === layers);
  const { experts, ofClass } = before ?? { experts: 0, ofClass: new Int32Array(outputs) };
  const counts = ofClass.map((count, c) => count + (classes.includes(c) ? 1 : 0));
  const next = { layers, experts: experts + 1, ofClass: counts };
  return before === undefined ? [...all, next] : all.map((each) => (each === before ? next : each));
}

/**
 * Makes familiarity comparable between experts of several architectures. All of them are standardised over the same painted images. But real
 * images differ from these, and one architecture may find all of them more familiar than another does, whoever was trained on them.
 * So for each image, the mean familiarity of an architecture's g experts is moved towards that of all experts, by g / (g + 1) of the way: as if
 * there were one more expert of it, with the mean of all. A lone expert of its architecture so keeps half of what sets it apart.
 *
 * @param familiarity images × outputs; each class the mean over its experts
 * @param known whether the familiarity of a class is known for an image
 * @returns the familiarity given where there is one architecture
 */
export function betweenArchitectures(
  familiarity: Rows,
  known: (image: number, output: number) => boolean,
  architectures: readonly ArchitectureExperts[],
): Float32Array {
  const { values, width } = familiarity;
  if (architectures.length < 2) return values;
  const outputs = Array.from({ length: width }, (_, c) => c);
  const total = (c: number) => architectures.reduce((sum, { ofClass }) => sum + (ofClass[c] as number), 0);
  const shares = architectures.map(({ ofClass }) =>
    outputs.map((c) => (ofClass[c] as number) / Math.max(1, total(c))),
  );
  const ofAny = outputs.map((c) => Math.min(1, total(c)));
  const moved = values.slice();
  for (let image = 0; image < values.length / width; image++) {
    const row = values.subarray(image * width, (image + 1) * width);
    const there = outputs.filter((c) => known(image, c));
    const meanBy = (weights: readonly number[]) => {
      const sum = there.reduce((s, c) => s + (weights[c] as number) * (row[c] as number), 0);
      return sum / there.reduce((s, c) => s + (weights[c] as number), 0);
    };
    const all = meanBy(ofAny);
    shares.forEach((share, a) => {
      if (!there.some((c) => (share[c] as number) > 0)) return;
      const { experts } = architectures[a] as ArchitectureExperts;
      const towards = (experts / (experts + 1)) * (all - meanBy(share));
      for (const c of there) {
        const at = image * width + c;
        moved[at] = (moved[at] as number) + (share[c] as number) * towards;
      }
    });
  }
  return moved;
}
