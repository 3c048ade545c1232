import { NoAdapterError } from './no-adapter-error';

/**
 * Imports a package that only a GPU needs.
 *
 * @param install the command that installs it
 * @throws NoAdapterError It is not installed, or does not load.
 */
export async function importPackage(
  name: string,
  load: () => Promise<unknown>,
  install: string,
): Promise<unknown> {
  try {
    return await load();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') {
      throw new NoAdapterError(`the package ${name} is not installed`, install);
    }
    const [line = ''] = String(error instanceof Error ? error.message : error).split('\n');
    throw new NoAdapterError(`the package ${name} does not load: ${line}`);
  }
}
