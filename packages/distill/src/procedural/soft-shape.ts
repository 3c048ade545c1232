import type { Random } from '../random';

/** A filled shape: its middle and half its sides in pixels, and how it is turned. */
export interface Shape {
  readonly kind: 'ellipse' | 'box' | 'triangle';
  readonly x: number;
  readonly y: number;
  readonly halfWidth: number;
  readonly halfHeight: number;
  /** In radians. */
  readonly angle: number;
}

/** One of the kinds, each as likely as it is often listed. */
export function oneOf<T>(kinds: readonly T[], random: Random): T {
  return kinds[random.integer(kinds.length)] as T;
}

/** How deep inside the shape a pixel lies, in pixels; negative outside. A triangle's point is at the top. */
export function depth({
  kind,
  x,
  y,
  halfWidth,
  halfHeight,
  angle,
}: Shape): (px: number, py: number) => number {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return (px, py) => {
    const along = (px - x) * cos + (py - y) * sin;
    const beside = (py - y) * cos - (px - x) * sin;
    switch (kind) {
      case 'ellipse':
        return (1 - hypotenuse(along / halfWidth, beside / halfHeight)) * Math.min(halfWidth, halfHeight);
      case 'box':
        return Math.min(halfWidth - Math.abs(along), halfHeight - Math.abs(beside));
      case 'triangle':
        return Math.min(
          halfHeight - beside,
          ((beside + halfHeight) * halfWidth) / (2 * halfHeight) - Math.abs(along),
        );
    }
  };
}

/** As V8's Math.hypot to the bit, on every engine, and faster. */
function hypotenuse(a: number, b: number): number {
  const longer = Math.max(Math.abs(a), Math.abs(b));
  if (longer === 0) return 0;
  const ratio = Math.min(Math.abs(a), Math.abs(b)) / longer;
  return Math.sqrt(1 + ratio * ratio) * longer;
}
