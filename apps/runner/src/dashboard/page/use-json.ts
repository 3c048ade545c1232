import { useEffect, useState } from 'preact/hooks';

/** What an address of the server answers, asked again whenever `version` changes; undefined until it has answered, null where there is nothing. */
export function useJson<T>(address: string, version: string): T | null | undefined {
  const [answer, setAnswer] = useState<{ readonly address: string; readonly value: T | null }>();
  useEffect(() => {
    const stop = new AbortController();
    fetch(address, { signal: stop.signal })
      .then(async (response) => setAnswer({ address, value: response.ok ? await response.json() : null }))
      .catch(() => {}); // The server is away; the page says so, and asks again once it is back.
    return () => stop.abort();
  }, [address, version]);
  return answer?.address === address ? answer.value : undefined;
}
