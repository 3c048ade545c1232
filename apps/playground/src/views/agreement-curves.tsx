import type { Look } from '../compute/messages';
import type { Merging } from '../merging';

interface Props {
  readonly merging: Pick<Merging, 'names' | 'curves' | 'steps'>;
  readonly look: Look | undefined;
}

const [width, height] = [240, 48];

/** A line for each model: on how many of the images that the evidence gives to it the student agrees, step by step. */
export function AgreementCurves({ merging: { names, curves, steps }, look }: Props) {
  return (
    <ul class="curves" aria-label="How far the student agrees with what each model contributes">
      {names.map((name, i) => {
        const now = look?.agreement[i];
        const share = now === undefined || now.images === 0 ? undefined : Math.round(100 * now.share);
        return (
          <li key={i}>
            <span class="name">{name}</span>
            <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
              <polyline points={pointsOf(curves[i] ?? [], steps)} vector-effect="non-scaling-stroke" />
            </svg>
            <span class="share">{share === undefined ? '–' : `${share} %`}</span>
          </li>
        );
      })}
    </ul>
  );
}

function pointsOf(curve: Merging['curves'][number], steps: number): string {
  return curve
    .map(
      ({ step, share }) =>
        `${((step / steps) * width).toFixed(1)},${(1 + (1 - share) * (height - 2)).toFixed(1)}`,
    )
    .join(' ');
}
