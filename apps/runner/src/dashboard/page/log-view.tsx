import { useEffect, useRef, useState } from 'preact/hooks';
import type { LogText } from '../api';
import { joinedLog } from './joined-log';
import { query } from './route';

/** The log for people, its end first; it follows as long as its end is in view. */
export function LogView({ job, version }: { readonly job: string; readonly version: string }) {
  const [log, setLog] = useState<LogText>();
  const place = useRef<HTMLPreElement>(null);

  useEffect(() => {
    const stop = new AbortController();
    read(job, undefined, stop.signal)
      .then((next) => setLog((log) => joinedLog(log, next)))
      .catch(() => {}); // The server is away; the page says so.
    return () => stop.abort();
  }, [job, version]);

  const element = place.current;
  const isAtEnd = element === null || element.scrollTop + element.clientHeight >= element.scrollHeight - 8;
  useEffect(() => {
    if (isAtEnd && place.current !== null) place.current.scrollTop = place.current.scrollHeight;
  });

  if (log === undefined || log.to === 0) return null;
  const more = async () => {
    const before = await read(job, log.from);
    setLog((log) =>
      log?.from === before.to ? { ...log, from: before.from, text: before.text + log.text } : log,
    );
  };
  return (
    <section>
      <h2>Log</h2>
      {log.from > 0 && (
        <p>
          <button type="button" class="small" onClick={() => void more().catch(() => {})}>
            earlier lines
          </button>
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached with the keyboard, too */}
      <pre class="log" ref={place} tabIndex={0} role="log" aria-label="log" aria-live="off">
        {log.text}
      </pre>
    </section>
  );
}

async function read(job: string, before?: number, signal?: AbortSignal): Promise<LogText> {
  const place = before === undefined ? {} : { before: [String(before)] };
  const response = await fetch(
    `/api/log?${query({ job: [job], ...place })}`,
    signal === undefined ? {} : { signal },
  );
  return response.json();
}
