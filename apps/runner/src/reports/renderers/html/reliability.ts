import { isQuantity } from '../../quantities';
import type { Table } from '../../report';
import { drawing, label, px } from './svg';

const side = 200;
const area = { left: 34, top: 8, right: 192, bottom: 164 };

/** A point a row: confidence to the right, accuracy upwards, the area by its share of the images; on the line both are equal. */
export function reliability({ rows, caption = '' }: Table): string {
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
    label(String(100 * share), area.left - 6, y(share) + 4, { anchor: 'end', muted: true }),
    label(String(100 * share), x(share), area.bottom + 17, {
      anchor: share === 1 ? 'end' : 'middle', // It would stand out to the right.
      muted: true,
    }),
  ]);
  const circles = points.map(({ confidence, accuracy, images }) => {
    const radius = 2.5 + 9 * Math.sqrt(images / (all || 1));
    return `<circle class="f0 point" cx="${px(x(confidence))}" cy="${px(y(accuracy))}" r="${px(radius)}"/>`;
  });
  return drawing(
    'small',
    `Reliability of ${caption}; the table below has the numbers`,
    [side, side],
    [
      ...grid,
      `<path class="diagonal" d="M${area.left} ${area.bottom}L${area.right} ${area.top}"/>`,
      ...circles,
      label('confidence (%)', x(0.5), side - 4, { anchor: 'middle', muted: true }),
    ].join(''),
  );
}
