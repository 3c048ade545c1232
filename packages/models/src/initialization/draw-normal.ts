const { fround } = Math;
const twoPi = fround(2 * Math.PI);
/** The greatest float32 below 1: greater draws would be rounded to 1, whose normal value is infinite. */
const greatestDraw = 1 - 2 ** -24;

/**
 * PyTorch's `normal_(0, deviation)` of a float32 tensor: sixteen uniform draws give sixteen values by Box and Muller's
 * method, the cosines first. Every step is rounded as PyTorch's AVX2 kernel rounds it; its logarithm, sine and cosine are
 * approximations whose last bits differ from these.
 *
 * @param length A multiple of 16, as that of every filter bank here: PyTorch draws the rest of others anew.
 */
export function drawNormal(length: number, deviation: number, random: () => number): Float32Array {
  const scale = fround(deviation);
  const values = new Float32Array(length);
  for (let i = 0; i < length; i++) values[i] = Math.min(random(), greatestDraw);
  for (let block = 0; block < length; block += 16) {
    for (let i = block; i < block + 8; i++) {
      const radius = fround(Math.sqrt(fround(-2 * fround(Math.log(1 - (values[i] as number))))));
      const angle = fround(twoPi * (values[i + 8] as number));
      values[i] = fround(radius * fround(Math.cos(angle))) * scale;
      values[i + 8] = fround(radius * fround(Math.sin(angle))) * scale;
    }
  }
  return values;
}
