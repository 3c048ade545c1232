import { isQuantity } from '../../quantities';
import type { Table } from '../../report';
import { type Figure, label, px } from './svg';

const side = 200;
const area = { left: 34, top: 24, right: 192, bottom: 164 };

/** A point a row: confidence to the right, accuracy upwards, the area by its share of the images; on the line both are equal. */
export function reliability({ rows, caption = '' }: Table): Figure {
  const points = rows.flatMap(([confidence, accuracy, images]) =>
    isQuantity(confidence) && isQuantity(accuracy) && isQuantity(images)
      ? [{ confidence: confidence.value, accuracy: accuracy.value, images: images.value }]
      : [],
  );
  const all = points.reduce((sum, { images }) => sum + images, 0);
  const x = (share: number) => area.left + share * (area.right - area.left);
  const y = (share: number) => area.bottom - share * (area.bottom - area.top);
  const grid = [0, 0.5, 1].flatMap((share) => [
    `<path class="grid" d="M${area.left} ${px(y(share))}H${area.right}"/>`,
    label(String(100 * share), area.left - 6, y(share) + 4, { anchor: 'end', kind: 'muted' }),
    label(String(100 * share), x(share), area.bottom + 17, {
      anchor: share === 1 ? 'end' : 'middle', // It would stand out to the right.
      kind: 'muted',
    }),
  ]);
  const circles = points.map(({ confidence, accuracy, images }) => {
    const radius = 2.5 + 9 * Math.sqrt(images / (all || 1));
    return `<circle class="f0 point" cx="${px(x(confidence))}" cy="${px(y(accuracy))}" r="${px(radius)}"/>`;
  });
  const content = [
    ...grid,
    `<path class="diagonal" d="M${area.left} ${area.bottom}L${area.right} ${area.top}"/>`,
    ...circles,
    label('accuracy (%)', 0, 11, { kind: 'muted' }),
    label('confidence (%)', x(0.5), side - 4, { anchor: 'middle', kind: 'muted' }),
  ].join('');
  const draw = () => ({ height: side, content });
  return { caption: `Reliability of ${caption}`, widths: { small: side }, draw };
}
