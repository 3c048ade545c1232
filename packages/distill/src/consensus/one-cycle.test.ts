import { expect, it } from 'vitest';
import { oneCycle } from './one-cycle';

it('is torch.optim.lr_scheduler.OneCycleLR(max_lr=2e-3, total_steps=11) with its defaults, to 1e-9', () => {
  // By hand from its formula: 2e-3·(0.3·11 − 1) = step 2.3 is the peak, between 8e-5 and 8e-9.
  const rate = oneCycle(2e-3, 11);
  const annealed = (from: number, to: number, share: number) =>
    to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
  const expected = Array.from({ length: 11 }, (_, step) =>
    step <= 2.3 ? annealed(8e-5, 2e-3, step / 2.3) : annealed(2e-3, 8e-9, (step - 2.3) / 7.7),
  );
  expected.forEach((value, step) => {
    expect(rate(step + 1)).toBeCloseTo(value, 9);
  });
});

it('rises, then falls, and ends near nothing', () => {
  const rates = Array.from({ length: 100 }, (_, i) => oneCycle(1, 100)(i + 1));
  const top = rates.indexOf(Math.max(...rates));
  expect(top).toBe(29);
  expect(
    rates.every(
      (rate, i) => i === 0 || (i <= top ? rate > (rates[i - 1] as number) : rate < (rates[i - 1] as number)),
    ),
  ).toBe(true);
  expect(rates[0]).toBeCloseTo(1 / 25);
  expect(rates[99]).toBeLessThan(1e-5);
});

it.each([1, 2, 3])('%i steps have a rate above 0 and not above the peak', (steps) => {
  for (let step = 1; step <= steps; step++) {
    expect(oneCycle(1, steps)(step)).toBeGreaterThan(0);
    expect(oneCycle(1, steps)(step)).toBeLessThanOrEqual(1);
  }
});
