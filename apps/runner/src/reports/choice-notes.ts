import type { Chosen } from '../storage/metrics-file';
import { grouped } from './grouped';
import type { SeriesResult } from './series-result';

/** `validation images`, `test images`. */
export function imagesText({ on }: Pick<Chosen, 'on'>): string {
  return on.replaceAll('_', ' ');
}

/** For series whose values were chosen from a grid, a note below tables that says on what; each text once. */
export function choiceNotes(results: readonly SeriesResult[]): string[] {
  const chosen = results.flatMap(({ name, runs }) => {
    const texts = runs.flatMap(({ chosen, config }) =>
      chosen === undefined ? [] : [choiceText(chosen, config.experts === undefined)],
    );
    return [...new Set(texts)].map((text) => ({ name, text }));
  });
  return [...grouped(chosen, ({ text }) => text)].map(
    ([text, series]) => `${series.map(({ name }) => name).join(', ')}: ${text}`,
  );
}

function choiceText({ on, seed, by, candidates }: Chosen, expertsAreOurs: boolean): string {
  const best = `the best of ${candidates} by ${by} on the ${imagesText({ on })} of seed ${seed}`;
  if (on === 'validation_images')
    return expertsAreOurs
      ? `${best}, which neither candidates nor experts learned from.`
      : `${best}, which no candidate learned from; the registered experts may have.`;
  return `${best}, as in the reference. These judge the run of that seed, too, so that it may look better than it is.`;
}
