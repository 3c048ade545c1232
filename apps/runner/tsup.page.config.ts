import { defineConfig } from 'tsup';

/** The script of the live page: one file for browsers, with all that it needs. It is built after the command, which empties `dist`. */
export default defineConfig({
  entry: ['src/dashboard/page/main.tsx'],
  outDir: 'dist/page',
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  minify: true,
  banner: {
    js: '/* exmodel (MIT). Contains Preact, (c) 2015-present Jason Miller, and uPlot, (c) 2022 Leon Sorokin, both under the MIT licence. */',
  },
});
