import type { Experiments } from '../api';

const key = 'exmodel-token';

/** Keeps the token with which `exmodel serve --control` opens the page, for as long as this tab is open, and takes it out of the address. */
export function takeToken(): void {
  const [, token] = /^#token=([\w-]+)$/.exec(location.hash) ?? [];
  if (token === undefined) return;
  sessionStorage.setItem(key, token);
  history.replaceState(null, '', '#/');
}

export function hasToken(): boolean {
  return sessionStorage.getItem(key) !== null;
}

type Action = 'cancel' | 'retry' | 'start';

/** Has the server do something with a job or a file. @returns why it was not done; undefined if it was */
export async function act(
  action: Action,
  what: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  try {
    const response = await ask(`${action}?${new URLSearchParams(what)}`, 'POST');
    return response.ok ? undefined : await response.text();
  } catch {
    return 'exmodel serve does not answer.';
  }
}

/** What can be started; undefined if the server does not say. */
export async function experiments(): Promise<Experiments | undefined> {
  try {
    const response = await ask('experiments', 'GET');
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}

function ask(what: string, method: 'GET' | 'POST'): Promise<Response> {
  return fetch(`/api/control/${what}`, {
    method,
    headers: { Authorization: `Bearer ${sessionStorage.getItem(key)}` },
  });
}
