import { defineConfig } from 'tsup';

/** The one build configuration: every package and app runs `tsup --config ../../tsup.config.ts` in its own folder. */
export default defineConfig({
  entry: ['src/index.ts'],
  format: 'esm',
  target: 'node20',
  platform: 'neutral',
  dts: true,
  sourcemap: true,
  clean: true,
});
