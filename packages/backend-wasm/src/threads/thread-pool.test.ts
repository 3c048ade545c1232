import { expect, test, vi } from 'vitest';
import type { ThreadPool } from './thread-pool';

// What is shown here the compiler checks: an error that it does not find fails `pnpm check`.
test('the compiler refuses a call that does not fit the kernel in assembly/', () => {
  const calls = vi.fn();
  const run: ThreadPool['run'] = calls;
  run('softmax', 4, 1, { x: 64, y: 128, n: 3 });
  // @ts-expect-error no kernel has this name
  run('softMax', 4, 1, { x: 64, y: 128, n: 3 });
  // @ts-expect-error an argument is missing
  run('softmax', 4, 1, { x: 64, y: 128 });
  // @ts-expect-error an argument is one too many
  run('softmax', 4, 1, { x: 64, y: 128, n: 3, axis: 0 });
  // @ts-expect-error an argument has another kernel's name
  run('softmax', 4, 1, { x: 64, y: 128, length: 3 });
  // @ts-expect-error arguments have names, not places
  run('softmax', 4, 1, 64, 128, 3);
  // @ts-expect-error it is exported, but it is no kernel
  run('setThread', 4, 1, { index: 0 });
  expect(calls).toHaveBeenCalledTimes(7);
});
