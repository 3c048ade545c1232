import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/**
 * The folder of an installed npm package; undefined where it is not installed. The callback names the package, so that
 * tools which follow dependencies can read it: `(require) => require.resolve('some-package/package.json')`.
 */
export function packageFolder(resolve: (require: NodeJS.Require) => string): string | undefined {
  try {
    return dirname(resolve(createRequire(import.meta.url)));
  } catch {
    return undefined;
  }
}
