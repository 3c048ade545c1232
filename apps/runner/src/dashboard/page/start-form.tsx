import { useEffect, useState } from 'preact/hooks';
import type { Experiments } from '../api';
import { act, experiments, hasToken } from './control';

/** A form that runs an experiment or a study from a file, in a page that may. */
export function StartForm() {
  const [known, setKnown] = useState<Experiments>();
  const [file, setFile] = useState('');
  const [state, setState] = useState<'asking' | 'begun' | { readonly fault: string }>();
  useEffect(() => {
    if (hasToken()) void experiments().then(setKnown);
  }, []);
  if (known === undefined) return null;
  const start = async (event: Event) => {
    event.preventDefault();
    setState('asking');
    const fault = await act('start', { file });
    setState(fault === undefined ? 'begun' : { fault });
  };
  const choose = (chosen: string) => {
    setFile(chosen);
    setState(undefined);
  };
  return (
    <section>
      <h2>Start an experiment</h2>
      {known.files.length === 0 ? (
        <p class="muted">
          There is no YAML file in <code>{known.folder}</code>. To write one:{' '}
          <code>exmodel init {known.folder}/mine.yaml</code>, then load this page again.
        </p>
      ) : (
        <form class="bar" onSubmit={(event) => void start(event)}>
          <label>
            File in <code>{known.folder}</code>{' '}
            <select value={file} onChange={(event) => choose(event.currentTarget.value)}>
              <option value="" disabled>
                choose an experiment or a study
              </option>
              {known.files.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          </label>
          <button type="submit" class="main" disabled={file === '' || state === 'asking'}>
            Start
          </button>
        </form>
      )}
      <p role="status">
        {state === 'asking' && `Checking ${file} …`}
        {state === 'begun' &&
          `${file} has begun. Its jobs appear here, once the experts that it needs are trained; results go to ${known.results}.`}
      </p>
      {typeof state === 'object' && <p role="alert">{state.fault}</p>}
    </section>
  );
}
