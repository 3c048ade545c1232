/**
 * P(|T| <= √ν·tan θ) for Student's t with ν degrees of freedom: the finite sums for integer ν of Abramowitz & Stegun,
 * Handbook of Mathematical Functions, 26.7.3 (odd) and 26.7.4 (even). Exact up to rounding; costs O(ν).
 */
function centralProbability(theta: number, degrees: number): number {
  const cosine = Math.cos(theta);
  const odd = degrees % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let power = odd ? 3 : 2; power <= degrees - 2; power += 2) {
    term *= (cosine * cosine * (power - 1)) / power;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (theta + Math.sin(theta) * sum) : Math.sin(theta) * sum;
}

/**
 * The t with P(|T| <= t) = confidence for `degrees` >= 1 (an integer) degrees of freedom, 0 < confidence < 1.
 * Bisection over θ = atan(t/√ν), which is bounded and in which the probability grows steadily.
 */
export function studentT(confidence: number, degrees: number): number {
  let low = 0;
  let high = Math.PI / 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (centralProbability(middle, degrees) < confidence) low = middle;
    else high = middle;
  }
  return Math.sqrt(degrees) * Math.tan((low + high) / 2);
}

/** P(|T| >= |t|) for `degrees` >= 1 (an integer) degrees of freedom, wrong by at most some 1e-14, not relatively. */
export function twoSidedP(t: number, degrees: number): number {
  const central = centralProbability(Math.atan(Math.abs(t) / Math.sqrt(degrees)), degrees);
  return Math.min(1, Math.max(0, 1 - central));
}
