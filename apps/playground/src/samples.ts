import type { GivenFiles } from '@exmodel/models/weights';

/** Two models that come with the page: each knows five digits. `scripts/make-samples.js` trained them. */
const names = ['digits-0-to-4.zip', 'digits-5-to-9.zip'];

export async function sampleFiles(): Promise<GivenFiles> {
  const blobs = names.map(async (name) => (await fetch(`./samples/${name}`)).blob());
  return new Map(
    await Promise.all(names.map(async (name, i) => [name, await (blobs[i] as Promise<Blob>)] as const)),
  );
}
