import { vi } from 'vitest';

// Property tests draw the same values in every run, so that a failure belongs to the change that caused it; `pnpm
// test:properties` draws others each time. Only tests that import fast-check load it.
vi.mock('@fast-check/vitest', async (importOriginal) => {
  const original = await importOriginal<typeof import('@fast-check/vitest')>();
  original.fc.configureGlobal({ seed: 211_206_511 });
  return original;
});
