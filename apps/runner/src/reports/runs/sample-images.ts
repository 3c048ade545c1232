import type { Metrics } from '../../storage/metrics-file';
import type { Block, Box, Image, Sheet } from '../report';
import { mostDetailed, omitted } from './figures';
import { pngSize } from './png-size';
import type { RunSeries } from './series-of-runs';

/** Bytes of one image, and of all of a scenario, up to which they are put into the page. */
const most = { each: 1_000_000, all: 8_000_000 };
/** As `samples.png` is made. */
const [columns, gap] = [10, 2];

/** The images that each series learned from, those of its first run that has some: expert by expert beside one another. */
export async function sampleImages(series: readonly RunSeries[]): Promise<Block[]> {
  const sheets: Sheet[] = [];
  const whole: Image[] = [];
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
        const image: Image = { kind: 'image', png, ...size, text, path: `${shown}/samples.png` };
        const boxes = partsOf(metrics.samples, size);
        if (boxes === undefined) whole.push(image);
        else sheets.push({ name, image, boxes });
      }
      break;
    }
  }
  if (sheets.length === 0 && whole.length === 0 && left.length === 0) return [];
  const note = left.length === 0 ? '' : ` Left out: ${left.join(', ')}.`;
  const parts = Array.from({ length: Math.max(0, ...sheets.map(({ boxes }) => boxes.length)) }, (_, i) =>
    String(i + 1),
  );
  return [
    { kind: 'heading', text: 'Images that were learned from', level: 3 },
    {
      kind: 'paragraph',
      text: `A row for each expert; of the first run that has some.${omitted(series)}${note}`,
    },
    ...(sheets.length === 0 ? [] : [{ kind: 'sheets', caption: 'By expert', parts, sheets } as const]),
    ...(whole.length === 0 ? [] : [{ kind: 'group', blocks: whole } as const]),
  ];
}

/** Where each expert's images lie on a sheet of this size; undefined if that is not known, or not what the sheet's size says. */
function partsOf(
  samples: Metrics['samples'],
  sheet: { readonly width: number; readonly height: number },
): (readonly Box[])[] | undefined {
  if (samples === null) return undefined;
  const { perExpert } = samples;
  const [width, height] = [samples.width + gap, samples.height + gap];
  const rows = Math.ceil(perExpert.reduce((sum, count) => sum + count, 0) / columns);
  if (sheet.width !== columns * width - gap || sheet.height !== rows * height - gap) return undefined;
  let at = 0;
  return perExpert.map((count) => {
    const boxes: Box[] = [];
    for (const end = at + count; at < end; ) {
      const column = at % columns;
      const images = Math.min(columns - column, end - at);
      const [x, y] = [column * width, Math.floor(at / columns) * height];
      boxes.push({ x, y, width: images * width - gap, height: height - gap });
      at += images;
    }
    return boxes;
  });
}
