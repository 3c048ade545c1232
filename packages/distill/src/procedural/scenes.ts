import { between } from './between';
import { Canvas, type Colour } from './canvas';
import type { Painter } from './painter';
import { oneOf, type Shape } from './soft-shape';

/** How likely it is that there is a horizon, clutter, a second thing, that a thing is a made one, and a blurred lens. */
const likely = { horizon: 0.65, clutter: 0.3, second: 0.15, made: 0.45, blur: 0.5 };

/**
 * A thing before a ground, as on a photograph: sky and earth or a wall, and in the middle a body with limbs, wheels
 * or a roof, shaded and grained, in muted colours, with soft edges.
 */
export const scenes: Painter = (shape, random) => {
  const canvas = new Canvas(shape, random);
  ground(canvas);
  if (random.uniform() < likely.clutter) clutter(canvas);
  thing(canvas);
  if (random.uniform() < likely.second) thing(canvas);
  return canvas.developed(random.uniform() < likely.blur ? between(random, 0.1, 0.5) : 0);
};

/** One colour or two with a horizon between them, and grain. */
function ground(canvas: Canvas): void {
  const { random, height } = canvas;
  if (random.uniform() < likely.horizon) {
    const below = random.uniform() < 0.6 ? canvas.colour() : canvas.near(canvas.first, 0.15);
    const line = between(random, 0.2, 0.9) * height;
    const tilt = 0.08 * canvas.normal();
    const softness = canvas.scaled(logBetween(canvas, 0.5, 12));
    const grain = random.uniform() < 0.5 ? canvas.grain(between(random, 0, 0.15)) : undefined;
    canvas.horizon(below, line, tilt, softness, grain);
  }
  canvas.add(canvas.grain(0.09 * Math.abs(canvas.normal())));
}

/** Up to six small shapes anywhere, in colours of the ground. */
function clutter(canvas: Canvas): void {
  const { random, height, width } = canvas;
  for (let left = 1 + random.integer(6); left > 0; left--) {
    const halfWidth = canvas.scaled(logBetween(canvas, 1.5, 7));
    const [x, y] = [between(random, 0, width), between(random, 0, height)];
    const angle = between(random, 0, Math.PI);
    const kind = oneOf(['ellipse', 'box', 'triangle'] as const, random);
    const halfHeight = halfWidth * between(random, 0.2, 1);
    canvas.fill({ kind, x, y, halfWidth, halfHeight, angle }, canvas.near(canvas.first, 0.25));
  }
}

/** A body and up to seven parts about it, of related colours, under one light. */
function thing(canvas: Canvas): void {
  const { random, height, width } = canvas;
  const size = between(random, 0.25, 0.55) * canvas.side;
  const x = width / 2 + canvas.scaled(3 * canvas.normal());
  const y = height / 2 + canvas.scaled(3 * canvas.normal());
  const angle = random.uniform() < 0.7 ? 0.35 * canvas.normal() : between(random, 0, Math.PI);
  const slim = between(random, 0.3, 1);
  const colour = canvas.colour();
  const made = random.uniform() < likely.made;
  const kind = made ? oneOf(['box', 'triangle'] as const, random) : 'ellipse';
  const light = [0.3 * canvas.normal(), -0.5 * Math.abs(canvas.normal())] as const;
  const grain = canvas.grain(0.1 * Math.abs(canvas.normal()));
  const body: Shape = { kind, x, y, halfWidth: size, halfHeight: size * slim, angle };
  const parts: (readonly [Shape, Colour])[] = [[body, colour]];
  for (let left = 1 + random.integer(7); left > 0; left--) parts.push(part(canvas, body, colour, made));
  // The body lies behind its parts, or now and then before them.
  if (random.uniform() < 0.25) parts.push(...parts.splice(0, 1));
  for (const [shape, own] of parts) {
    const reach = Math.max(shape.halfWidth, shape.halfHeight, canvas.scaled(4));
    canvas.fill(shape, own, { light, reach, grain });
  }
}

/** A limb, wheel or roof, somewhere on or about the body, or a leg below it; mostly in a related colour. */
function part(canvas: Canvas, body: Shape, bodyColour: Colour, made: boolean): readonly [Shape, Colour] {
  const { random } = canvas;
  const { halfWidth: size, angle } = body;
  const slim = body.halfHeight / size;
  const turn = between(random, 0, 2 * Math.PI);
  const reach = between(random, 0.4, 1.1) * size;
  const [along, beside] = [reach * Math.cos(turn), reach * slim * Math.sin(turn)];
  const x = body.x + along * Math.cos(angle) - beside * Math.sin(angle);
  const y = body.y + along * Math.sin(angle) + beside * Math.cos(angle);
  const colour = random.uniform() < 0.7 ? canvas.near(bodyColour, 0.12) : canvas.colour();
  if (random.uniform() < 0.25) {
    const halfHeight = size * between(random, 0.25, 0.7);
    const halfWidth = size * between(random, 0.05, 0.12);
    const below = y + 0.3 * halfHeight + 0.4 * size * slim;
    return [{ kind: 'box', x, y: below, halfWidth, halfHeight, angle: 0.15 * canvas.normal() }, colour];
  }
  const halfWidth = size * logBetween(canvas, 0.08, 0.6);
  const halfHeight = halfWidth * between(random, 0.2, 1);
  const kind = oneOf(
    made
      ? (['box', 'triangle', 'box', 'ellipse'] as const)
      : (['ellipse', 'ellipse', 'ellipse', 'triangle'] as const),
    random,
  );
  return [{ kind, x, y, halfWidth, halfHeight, angle: between(random, 0, Math.PI) }, colour];
}

/** Every order of magnitude as likely as any other. */
function logBetween({ random }: Canvas, low: number, high: number): number {
  return Math.exp(between(random, Math.log(low), Math.log(high)));
}
