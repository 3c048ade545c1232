import { LocationError } from '../../location/location-error';
import { relativeParts } from '../../location/relative-path';

/** A file of a model repository: `hf://owner/repo[@revision]/path`. */
export interface HubReference {
  readonly repository: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
  readonly path: string;
}

/** @throws {LocationError} */
export function parseHubReference(url: string): HubReference {
  const [, repository, revision = 'main', path] =
    /^hf:\/\/([\w-][\w.-]*\/[\w-][\w.-]*)(?:@([\w.%-]+))?\/(.+)$/.exec(url) ?? [];
  const decoded = decodedRevision(revision);
  if (repository === undefined || path === undefined || decoded === undefined) {
    const advice = 'A slash in a revision is written %2F.';
    throw new LocationError(url, 'it names no file', 'hf://OWNER/REPOSITORY[@REVISION]/FILE', advice);
  }
  return { repository, revision: decoded, path: hubPath(path, url) };
}

/**
 * A path within a repository. The Hub's library puts it into URLs as it is, so it must not hold what ends or encodes one.
 *
 * @param of The file that names it, for messages.
 * @throws {LocationError}
 */
export function hubPath(path: string, of: string): string {
  const parts = relativeParts(path, of);
  if (!/[?#%]/.test(path)) return parts.join('/');
  const given = `it names the file ${JSON.stringify(path.slice(0, 80))}`;
  throw new LocationError(
    of,
    given,
    'a name without ?, # and % on the Hub',
    'Download the model by hand, or rename the file.',
  );
}

function decodedRevision(revision: string): string | undefined {
  try {
    return decodeURIComponent(revision);
  } catch {
    return undefined;
  }
}

export function hubUrlOf({ repository, revision, path }: HubReference): string {
  return `hf://${repository}@${encodeURIComponent(revision)}/${path}`;
}
