import { between } from './between';
import { colourPlanes } from './colour-planes';
import { octaves } from './octaves';
import type { Painter } from './painter';

/** Stripes, grids and grain: a few waves of one scale and random directions, bent by smooth noise. */
export const textures: Painter = ([height, width, channels], random) => {
  const side = Math.min(height, width);
  const bend = octaves(height, width, 0.4, random);
  const bending = between(random, 0, 2.5);
  const wavelength = between(random, 2.5, side / 2.5);
  const plane = () => {
    const waves = Array.from({ length: 1 + random.integer(4) }, () => {
      const angle = between(random, 0, Math.PI);
      const frequency = (2 * Math.PI) / (wavelength * between(random, 0.8, 1.25));
      return {
        across: frequency * Math.cos(angle),
        down: frequency * Math.sin(angle),
        phase: between(random, 0, 2 * Math.PI),
      };
    });
    const out = new Float32Array(height * width);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const pixel = row * width + column;
        const bent = bending * (bend[pixel] as number);
        for (const { across, down, phase } of waves)
          out[pixel] = (out[pixel] as number) + Math.sin(across * column + down * row + phase + bent);
      }
    }
    return out;
  };
  return colourPlanes(height * width, channels, random, plane);
};
