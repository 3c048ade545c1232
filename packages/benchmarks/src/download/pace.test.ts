import { beforeEach, expect, test, vi } from 'vitest';
import { Pace } from './pace';

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

const never = new Promise<never>(() => {});

/** Waits for `seconds`, in each of which `bytes` arrive; gives what was too slow. */
function after(seconds: number, bytes: number): string[] {
  const slow: string[] = [];
  const pace = new Pace(({ message }) => slow.push(message), 1000);
  void pace.during(never);
  for (let second = 0; second < seconds; second++) {
    pace.arrived(bytes);
    vi.advanceTimersByTime(1000);
  }
  pace.stop();
  return slow;
}

test('a body that comes slowly but steadily goes on for hours', () => {
  expect(after(20_000, 1000)).toEqual([]);
});

test.each([
  [0, 'nothing arrived for 30 seconds'],
  [1, 'only 30 bytes arrived in 30 seconds, fewer than 1000 a second'],
  [999, 'only 29970 bytes arrived in 30 seconds, fewer than 1000 a second'],
])('one of %i bytes a second ends, once', (bytes, given) => {
  expect(after(20_000, bytes)).toEqual([given]);
});

test('time in which nobody waits for the server does not count', async () => {
  const onSlow = vi.fn();
  const pace = new Pace(onSlow, 1000);
  await pace.during(Promise.resolve());
  vi.advanceTimersByTime(1_000_000);
  expect(onSlow).not.toHaveBeenCalled();
  void pace.during(never);
  vi.advanceTimersByTime(30_000);
  expect(onSlow).toHaveBeenCalledOnce();
});
