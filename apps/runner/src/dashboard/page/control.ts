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

/** Has the server do something with a job. @returns why it was not done; undefined if it was */
export async function act(action: 'cancel' | 'retry', job: string): Promise<string | undefined> {
  try {
    const response = await fetch(`/api/${action}?${new URLSearchParams({ job })}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${sessionStorage.getItem(key)}` },
    });
    return response.ok ? undefined : await response.text();
  } catch {
    return 'exmodel serve does not answer.';
  }
}
