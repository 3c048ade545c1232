import { LocationError } from './location-error';

/**
 * The parts of a path that a file names, without those that are `.`, so that it stays within the file's folder on every system.
 * In a URL they must be encoded.
 *
 * @param of The file that names it, for messages.
 * @throws {LocationError}
 */
export function relativeParts(path: string, of: string): readonly string[] {
  const parts = path.split('/').filter((part) => part !== '.');
  const leads = parts.length === 0 || parts.some((part) => part === '' || part === '..');
  // A colon is a drive or a scheme, a backslash separates on Windows.
  if (leads || /[\\:\p{Cc}\p{Cf}\p{Surrogate}]/u.test(path)) {
    throw new LocationError(
      of,
      `it names the file ${JSON.stringify(path.slice(0, 80))}`,
      'the name of a file in its own folder',
      'Do not trust this file; get the model from elsewhere.',
    );
  }
  return parts;
}
