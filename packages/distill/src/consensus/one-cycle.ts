/** The share of the steps in which the rate rises, and where it begins and ends, as shares of its peak. */
const rise = 0.3;
const first = 1 / 25;
const last = first * 1e-4;

/**
 * The learning rate of step 1 … `steps`: up to `peak` and down again, along cosines, as
 * torch.optim.lr_scheduler.OneCycleLR with its defaults (arXiv 1708.07120).
 */
export function oneCycle(peak: number, steps: number): (step: number) => number {
  const top = rise * steps - 1;
  const between = (from: number, to: number, share: number) =>
    peak * (to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2);
  return (step) => {
    const at = step - 1;
    if (at <= top) return between(first, 1, top === 0 ? 1 : at / top);
    return between(1, last, (at - Math.max(0, top)) / Math.max(1, steps - 1 - Math.max(0, top)));
  };
}
