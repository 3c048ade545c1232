import type { Backend, Loaded, Unavailable } from './backend';
import { BackendUnavailableError } from './backend-unavailable-error';
import { NoBackendError } from './no-backend-error';
import { type BackendName, backendNamed, backends } from './registry';

export interface ChosenBackend {
  readonly name: BackendName;
  /** One line: what computes, and why nothing faster does. */
  readonly description: string;
  /** Number of threads that it uses; for a GPU, those that there are for what it leaves to the CPU. */
  readonly threads: number;
  /** Bytes that it can address, if that is less than machines have. */
  readonly memory: number | undefined;
}

/**
 * Makes the fastest TensorFlow.js backend that works the current one. With `forced`, only that one is tried.
 *
 * @param threads number of threads; default: one per core
 * @throws BackendUnavailableError if the forced one does not work
 * @throws NoBackendError if none does
 */
export async function chooseBackend(forced?: BackendName, threads?: number): Promise<ChosenBackend> {
  const failures: (Unavailable & { readonly name: BackendName })[] = [];
  for (const backend of forced === undefined ? backends : [backendNamed(forced)]) {
    const { name, memory }: Backend<BackendName> = backend;
    const result: Loaded | Unavailable = await backend.load(threads, forced !== undefined);
    if (result.state === 'loaded') {
      const reasons = failures.flatMap(({ name, reason, unneeded }) =>
        unneeded ? [] : `${name}: ${reason}`,
      );
      const why = reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
      return { name, description: `${result.description}${why}`, threads: result.threads, memory };
    }
    if (forced !== undefined) throw new BackendUnavailableError(name, result.reason, result.remedy);
    failures.push({ ...result, name });
  }
  throw new NoBackendError(
    failures.map(({ name, reason, remedy }) => [`${name}: ${reason}.`, remedy ?? []].flat().join(' ')),
  );
}
