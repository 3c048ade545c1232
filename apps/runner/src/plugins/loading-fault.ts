import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';

/** What Node says where it does not find or read a module. */
const ofLoader = /^(ERR_\w*(MODULE|IMPORT|PACKAGE|EXTENSION|ESM_URL)\w*|MODULE_NOT_FOUND)$/;

/**
 * Why a module could not be loaded, and what to do. Node's reasons are told without its trace; what the module's own code throws is told with
 * it, which names the line.
 */
export async function loadingFault(
  path: string,
  error: unknown,
): Promise<{ readonly reason: string; readonly advice: string }> {
  const advice = 'Correct it.';
  if (error instanceof SyntaxError) return { reason: await placed(path, error), advice };
  if (!(error instanceof Error && 'code' in error && ofLoader.test(String(error.code))))
    return { reason: inspect(error), advice };
  const [reason = ''] = error.message.split('\n');
  return { reason, advice: adviceOf(String(error.code), reason) };
}

function adviceOf(code: string, reason: string): string {
  const [, name] = /^Cannot find (?:package|module) '((?:@[\w.-]+\/)?[\w-][\w.-]*)['/]/.exec(reason) ?? [];
  if (name !== undefined) return `Install it beside the plugin (npm install ${name}), or correct the import.`;
  if (code.endsWith('MODULE_NOT_FOUND')) return 'Correct the path in the import.';
  if (code === 'ERR_UNSUPPORTED_DIR_IMPORT') return 'Import a file of the folder, with its ending.';
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION') return 'A plugin is a .ts, .mts, .js or .mjs file.';
  return 'Correct the import.';
}

/** The error with its file and line: as it has them, as Node has put them before its trace, or else as the reader of types finds them. */
async function placed(path: string, { message, stack = '' }: SyntaxError): Promise<string> {
  if (message.startsWith('/') || /^[a-z]:\\/i.test(message)) return message;
  const [, place] = /^((?:file:|\/|[a-z]:\\).*:\d+)\n/i.exec(stack) ?? [];
  if (place !== undefined) return `${place.startsWith('file:') ? fileURLToPath(place) : place}: ${message}`;
  const { stripTypes } = await import('./strip-types');
  try {
    await stripTypes(path);
  } catch (fault) {
    if (fault instanceof SyntaxError) return fault.message;
  }
  return `${message}, in a module that it imports`;
}
