import { headers } from './headers';

/** What of a service worker's own globals is used here; the compiler knows those of pages. */
interface ServiceWorkerScope {
  readonly clients: { claim(): Promise<void> };
  addEventListener(type: 'install' | 'activate', listener: (event: LifecycleEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: RequestEvent) => void): void;
}
interface LifecycleEvent {
  waitUntil(work: Promise<unknown>): void;
}
interface RequestEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

/** All files of the page, and a name for this set of them; the build puts them here. */
declare const FILES: readonly string[];
declare const VERSION: string;

const scope = self as unknown as ServiceWorkerScope;
const name = `exmodel-playground-${VERSION}`;

scope.addEventListener('install', (event) => {
  event.waitUntil(caches.open(name).then((cache) => cache.addAll([...FILES])));
});

// A new version waits until no page uses the old one: then the old files can go.
scope.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter(
        (key) => key.startsWith('exmodel-playground-') && key !== name,
      );
      await Promise.all(old.map((key) => caches.delete(key)));
      await scope.clients.claim();
    })(),
  );
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method === 'GET' && new URL(request.url).origin === location.origin)
    event.respondWith(answer(request));
});

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(name);
  const wanted = request.mode === 'navigate' ? './' : request;
  const response = (await cache.match(wanted, { ignoreSearch: true })) ?? (await fetch(request));
  const all = new Headers(response.headers);
  for (const [key, value] of Object.entries(headers)) all.set(key, value);
  const { status, statusText } = response;
  // As a whole: a page that goes away while it reads leaves no stream behind.
  return new Response(await response.blob(), { status, statusText, headers: all });
}
