import { readFile } from 'node:fs/promises';
import { type Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { type Control, isAllowed } from './control';
import type { JobFolder } from './find-job-folders';
import { mostPng } from './finished-runs';
import { refusal } from './guard';
import { imagesIn, jobDetail } from './job-detail';
import { live } from './live';
import { logText } from './log-text';
import { pageHtml, pageIcon, pageStyle } from './page-html';
import { readInside } from './read-inside';
import type { RunIndex } from './run-index';

export interface DashboardOptions {
  readonly index: RunIndex;
  /** The port that it will listen on, to know its own name by. */
  readonly port: () => number;
  /** Path of the page's script, as it is built. */
  readonly script: string;
  /** The page of a report, in HTML, of the finished ones among these jobs. */
  readonly report: (jobs: readonly JobFolder[]) => Promise<string>;
  /** What pages may do that know its token; default: they only read. */
  readonly control?: Control | undefined;
}

/** How old what is known of the folders may be, in milliseconds. */
const interval = 500;

/** What only those may ask for who have the token. */
const controlled = '/api/control/';

/** Jobs that one page watches, and that one report compares. */
const most = { watched: 12, reported: 2000 };

const common = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};
const nothing = "default-src 'none'; base-uri 'none'; form-action 'none'";
const policies = {
  /** Only its own script, style, images and data; in a frame of its own, a report. */
  page: `${nothing}; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; frame-ancestors 'none'`,
  /** A report allows itself no more than its own style and images; it may stand in the page. */
  report: `${nothing}; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox allow-same-origin`,
  data: `${nothing}; frame-ancestors 'none'; sandbox`,
};

/**
 * The server of the live page. Without `control` it only reads; and only files of jobs that the index has found: a request names a job, never a path. Other
 * machines, names and pages are refused (guard.ts).
 */
export function dashboardApp({ index, port, script, report, control }: DashboardOptions): Hono {
  const app = new Hono();

  app.use(async (context, next) => {
    const { req } = context;
    for (const [name, value] of Object.entries(common)) context.header(name, value);
    context.header('Content-Security-Policy', policies.data);
    const [host, origin, site] = ['host', 'origin', 'sec-fetch-site'].map((name) => req.header(name));
    const reason = refusal({ host, origin, site }, port(), req.path === '/');
    if (reason !== undefined) return context.text(`${reason}\n`, 403);
    const isRead = req.method === 'GET' || req.method === 'HEAD';
    if (!isRead || req.path.startsWith(controlled)) {
      if (control === undefined)
        return context.text(
          'This page only reads. To start, cancel and retry jobs, start it with --control.\n',
          405,
        );
      if (!isRead && req.method !== 'POST') return context.text('Expected GET or POST.\n', 405);
      if (!isAllowed(req.header('authorization'), control))
        return context.text(
          'This page may only read. Open the address that exmodel serve --control has printed.\n',
          401,
        );
    }
    await next();
  });

  app.get('/', (context) => {
    context.header('Content-Security-Policy', policies.page);
    return context.html(pageHtml);
  });
  app.get('/style.css', (context) =>
    context.body(pageStyle, 200, { 'Content-Type': 'text/css; charset=utf-8' }),
  );
  app.get('/icon.svg', (context) => context.body(pageIcon, 200, { 'Content-Type': 'image/svg+xml' }));
  app.get('/page.js', async (context) =>
    context.body(await readFile(script), 200, { 'Content-Type': 'text/javascript; charset=utf-8' }),
  );

  app.get('/api/live', (context) => {
    const watched = context.req.queries('job')?.slice(0, most.watched) ?? [];
    const after = context.req.header('last-event-id') ?? context.req.query('after') ?? '';
    return streamSSE(context, async (stream) => {
      for await (const { event, data, id } of live(index, watched, after, () => stream.aborted))
        await stream.writeSSE({ event, data: JSON.stringify(data), id });
    });
  });

  app.get('/api/job', async (context) => {
    const { folder, summary } = await asked(context);
    if (folder === undefined || summary === undefined) return unknownJob(context);
    return context.json(jobDetail(summary, folder));
  });

  app.get('/api/log', async (context) => {
    const { folder } = await asked(context);
    if (folder === undefined) return unknownJob(context);
    const before = /^\d{1,15}$/.exec(context.req.query('before') ?? '')?.[0];
    return context.json(logText(folder.root, folder.path, before === undefined ? undefined : Number(before)));
  });

  app.get('/api/image', async (context) => {
    const { folder } = await asked(context);
    const name = context.req.query('name') ?? '';
    if (folder === undefined || !imagesIn(folder.path).includes(name)) return unknownJob(context);
    const png = readInside(folder.root, folder.path, name, mostPng);
    if (png === undefined || !isPng(png)) return context.text(`${name} is no picture.\n`, 404);
    return context.body(new Uint8Array(png), 200, { 'Content-Type': 'image/png' });
  });

  app.get('/report', async (context) => {
    await index.refresh(interval);
    const names = [
      ...(context.req.queries('job') ?? []),
      ...(context.req.queries('group') ?? []).flatMap((group) => index.jobsOf(group)),
    ];
    const folders = names.slice(0, most.reported).flatMap((name) => index.folderOf(name) ?? []);
    context.header('Content-Security-Policy', policies.report);
    return context.html(await report(folders));
  });

  if (control !== undefined) {
    app.get(`${controlled}experiments`, (context) => context.json(control.experiments()));

    app.post(`${controlled}start`, async (context) => {
      const file = context.req.query('file') ?? '';
      if (!control.experiments().files.includes(file))
        return context.text('There is no such experiment.\n', 404);
      const fault = await control.start(file);
      return fault === undefined ? context.body(null, 204) : context.text(`${fault}\n`, 409);
    });

    app.post(`${controlled}cancel`, async (context) => {
      const { folder } = await asked(context);
      if (folder === undefined) return unknownJob(context);
      await control.cancel(folder);
      return context.body(null, 204);
    });

    app.post(`${controlled}retry`, async (context) => {
      const { folder, summary } = await asked(context);
      if (folder === undefined || summary === undefined) return unknownJob(context);
      if (summary.state === 'running') return context.text('The job is running already.\n', 409);
      const fault = await control.retry(folder);
      return fault === undefined ? context.body(null, 204) : context.text(`${fault}\n`, 409);
    });
  }

  app.notFound((context) => context.text('There is nothing here.\n', 404));
  app.onError((error, context) => context.text(`${error.message}\n`, 500));
  return app;

  async function asked(context: Context) {
    await index.refresh(interval);
    const name = context.req.query('job') ?? '';
    return { folder: index.folderOf(name), summary: index.summaryOf(name) };
  }
}

function unknownJob(context: Context): Response {
  return context.text('There is no such job.\n', 404);
}

function isPng(bytes: Buffer): boolean {
  return bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
}
