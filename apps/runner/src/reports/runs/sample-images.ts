import type { Block, Image } from '../report';
import { mostDetailed, omitted } from './figures';
import { pngSize } from './png-size';
import type { RunSeries } from './series-of-runs';

/** Bytes of one image, and of all of a scenario, up to which they are put into the page. */
const most = { each: 1_000_000, all: 8_000_000 };

/** The images that each series learned from: those of its first run that has some. */
export async function sampleImages(series: readonly RunSeries[]): Promise<Block[]> {
  const images: Image[] = [];
  const left: string[] = [];
  let bytes = 0;
  for (const { name, found } of series.slice(0, mostDetailed)) {
    for (const { shown, metrics, readSamples } of found) {
      const png = await readSamples().catch(() => undefined);
      if (png === undefined) continue;
      const size = pngSize(png);
      if (size === undefined) left.push(`${name} (no PNG)`);
      else if (png.length > most.each || bytes + png.length > most.all)
        left.push(`${name} (${png.length} bytes)`);
      else {
        bytes += png.length;
        const text = `${name}, seed ${metrics.seed}`;
        images.push({ kind: 'image', png, ...size, text, path: `${shown}/samples.png` });
      }
      break;
    }
  }
  if (images.length === 0 && left.length === 0) return [];
  const note = left.length === 0 ? '' : ` Left out: ${left.join(', ')}.`;
  return [
    { kind: 'heading', text: 'Images that were learned from', level: 3 },
    {
      kind: 'paragraph',
      text: `Ten to a row, expert by expert; of the first run that has some.${omitted(series)}${note}`,
    },
    { kind: 'group', blocks: images },
  ];
}
