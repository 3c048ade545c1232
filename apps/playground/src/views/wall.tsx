import { useEffect, useRef } from 'preact/hooks';
import type { Look, Pictures } from '../compute/messages';

interface Props {
  readonly pictures: Pictures;
  readonly look: Look | undefined;
  readonly classes: readonly string[];
  /** Else they are pictures of the user. */
  readonly isPainted: boolean;
}

/** Images to learn from, each with what the models say together, and whether the student says so already. */
export function Wall({ pictures, look, classes, isPainted }: Props) {
  const known = look?.consensus.classes.filter((chosen) => chosen >= 0).length ?? 0;
  const same =
    look?.consensus.classes.filter((chosen, i) => chosen >= 0 && chosen === look.student.classes[i]).length ??
    0;
  return (
    <figure>
      <figcaption>
        {isPainted ? 'Images without meaning, painted for this' : 'Some of your pictures'}. Below each: the
        class that the models’ evidence favours, and how much. A green frame: the student chooses the same
        {known > 0 ? ` (${same} of ${known} shown)` : ''}.
      </figcaption>
      <ul class="wall">
        {Array.from({ length: pictures.count }, (_, i) => (
          <Tile key={i} index={i} {...{ pictures, look, classes }} />
        ))}
      </ul>
    </figure>
  );
}

function Tile({ pictures, index, look, classes }: Omit<Props, 'isPainted'> & { readonly index: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height, rgba } = pictures;
  useEffect(() => {
    const size = 4 * width * height;
    const image = new ImageData(rgba.slice(index * size, (index + 1) * size), width, height);
    canvas.current?.getContext('2d')?.putImageData(image, 0, 0);
  }, [index, width, height, rgba]);
  const chosen = look?.consensus.classes[index] ?? -1;
  const share = Math.round(100 * (look?.consensus.confidence[index] ?? 0));
  const isSame = chosen >= 0 && look?.student.classes[index] === chosen;
  const text = chosen < 0 ? '' : `${classes[chosen]} ${share} %`;
  return (
    <li class={isSame ? 'same' : ''}>
      <canvas ref={canvas} {...{ width, height }} />
      <span class="label" title={text}>
        {chosen < 0 ? '–' : text}
        {isSame && <span class="hidden">, the student too</span>}
      </span>
    </li>
  );
}
