/** Vitest's global setup: tests run on the sources in assembly/ as they are. */
export async function setup(): Promise<void> {
  const { compileIfStale } = (await import('../assembly/build.mjs' as string)) as {
    compileIfStale: () => Promise<void>;
  };
  await compileIfStale();
}
