/** Of a page that was loaded again to become isolated. */
const tried = 'exmodel-isolated';

/**
 * Lets the page's files be kept, so that it works without a network. On a host that does not set the headers the first visit is loaded
 * again by the service worker, which does: only isolated pages may use several threads.
 *
 * @param isUntouched whether nothing would be lost by that; else it waits for the next visit
 */
export async function keepForOffline(isUntouched: () => boolean): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register('./service-worker.js');
    await navigator.serviceWorker.ready;
  } catch {
    return; // A private window, perhaps: the page works, with one thread, as long as it is open.
  }
  if (crossOriginIsolated || sessionStorage.getItem(tried) !== null || !isUntouched()) return;
  sessionStorage.setItem(tried, 'yes');
  // Not `reload`: Chromium would keep this page, which is not isolated, and show it again when the isolated one is reloaded.
  location.replace(location.pathname);
}
