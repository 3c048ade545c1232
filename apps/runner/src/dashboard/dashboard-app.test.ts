import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { encode } from 'fast-png';
import { expect, test } from 'vitest';
import { someJobConfig, someMetrics } from '../../test/metrics';
import { temporaryFolder } from '../../test/temporary-folder';
import type { Control } from './control';
import { dashboardApp } from './dashboard-app';
import { finishedRuns } from './finished-runs';
import { RunIndex } from './run-index';

const png = encode({ width: 2, height: 2, data: new Uint8Array(4), channels: 1 });

/** A run with everything, a link to a secret beside each of its files' kinds, and the server of both. */
async function served(control?: Control) {
  const all = realpathSync(temporaryFolder());
  const job = join(all, 'runs/x/a');
  const secret = join(all, 'secret.png');
  mkdirSync(job, { recursive: true });
  writeFileSync(secret, png);
  writeFileSync(join(job, 'config.json'), JSON.stringify(someJobConfig()));
  writeFileSync(join(job, 'metrics.json'), JSON.stringify(someMetrics()));
  writeFileSync(join(job, 'log.txt'), 'one\ntwo\n');
  writeFileSync(join(job, 'samples.png'), png);
  writeFileSync(join(job, 'no.png'), '<script>alert(1)</script>');
  symlinkSync(secret, join(job, 'link.png'));
  const linked = join(all, 'runs/x/linked');
  mkdirSync(linked);
  writeFileSync(join(linked, 'metrics.json'), JSON.stringify(someMetrics()));
  symlinkSync(secret, join(linked, 'samples.png'));
  symlinkSync(secret, join(linked, 'log.txt'));
  const shownAs = (folder: string) => relative(all, folder);
  const app = dashboardApp({
    index: new RunIndex([join(all, 'runs')], shownAs),
    port: () => 4477,
    script: join(job, 'log.txt'),
    control,
    report: async (folders) => {
      const { found } = await finishedRuns(folders, shownAs);
      const images = await Promise.all(found.map(({ readSamples }) => readSamples()));
      return found.map(({ shown }, i) => `${shown} ${images[i]?.length ?? 'none'}`).join('\n');
    },
  });
  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    app.request(`http://127.0.0.1:4477${path}`, { method, headers: { host: '127.0.0.1:4477', ...headers } });
  return { ask };
}

test('answers with a run’s files', async () => {
  const { ask } = await served();
  expect(await (await ask('/')).text()).toContain('<script type="module" src="/page.js">');
  expect(await (await ask('/api/job?job=runs/x/a')).json()).toMatchObject({
    summary: { job: 'runs/x/a', accuracy: 0.85 },
    config: { strategy: 'replay_ed' },
    metrics: { accuracyMatrix: someMetrics().accuracyMatrix },
    images: ['no.png', 'samples.png'],
  });
  expect(await (await ask('/api/log?job=runs/x/a')).json()).toEqual({ text: 'one\ntwo\n', from: 0, to: 8 });
  expect(await (await ask('/api/log?job=runs/x/a&before=4')).json()).toEqual({
    text: 'one\n',
    from: 0,
    to: 4,
  });
  const image = await ask('/api/image?job=runs/x/a&name=samples.png');
  expect(image.headers.get('content-type')).toBe('image/png');
  expect(new Uint8Array(await image.arrayBuffer())).toEqual(png);
  expect(await (await ask('/report?job=runs/x/a')).text()).toBe(`runs/x/a ${png.length}`);
});

test('no path and no link leaves the folder of runs', async () => {
  const { ask } = await served();
  const paths = [
    '/api/image?job=runs/x/a&name=link.png',
    '/api/image?job=runs/x/a&name=no.png',
    '/api/image?job=runs/x/a&name=../../../secret.png',
    '/api/image?job=runs/x/a&name=..%2f..%2f..%2fsecret.png',
    '/api/image?job=../&name=secret.png',
    '/api/job?job=runs/x/a/../a',
    '/api/job?job=%2fetc',
    '/api/job?job=__proto__',
    '/api/job',
    '/..%2fsecret.png',
    '/api/../../secret.png',
    '/runs/x/a/metrics.json',
  ];
  const answers = await Promise.all(paths.map((path) => ask(path)));
  expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 404));
  expect(await (await ask('/api/log?job=runs/x/linked')).json()).toEqual({ text: '', from: 0, to: 0 });
  expect(await (await ask('/report?group=runs/x')).text()).toBe(`runs/x/a ${png.length}\nruns/x/linked none`);
});

test('foreign names and pages get nothing, and nothing is written', async () => {
  const { ask } = await served();
  for (const path of ['/', '/page.js', '/api/live', '/api/job?job=runs/x/a', '/report?job=runs/x/a']) {
    for (const headers of [{ host: 'evil.example:4477' }, { origin: 'http://evil.example' }]) {
      const answer = await ask(path, headers);
      expect(answer.status).toBe(403);
      expect(await answer.text()).toMatch(/^The request /);
    }
  }
  expect((await ask('/api/job?job=runs/x/a', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await ask('/api/job?job=runs/x/a', {}, 'POST')).status).toBe(405);
});

/** A control that only writes down what it is told. */
function recorded() {
  const done: string[] = [];
  const control: Control = {
    token: 'secret',
    cancel: async ({ given }) => void done.push(`cancel ${basename(given)}`),
    retry: async ({ given }) => {
      done.push(`retry ${basename(given)}`);
      return 'it has no expert';
    },
    experiments: () => ({ folder: 'configs', files: ['a/b.yaml', 'wrong.yaml'], results: 'runs' }),
    start: async (file) => {
      done.push(`start ${file}`);
      return file === 'wrong.yaml' ? 'ConfigError: lr' : undefined;
    },
  };
  return { control, done };
}

test('jobs are cancelled and run again only for who has the token, and only from the page itself', async () => {
  const { control, done } = recorded();
  const { ask } = await served(control);
  const own = { authorization: 'Bearer secret', origin: 'http://127.0.0.1:4477' };
  const post = async (path: string, headers: Record<string, string>) =>
    (await ask(path, headers, 'POST')).status;
  for (const authorization of ['', 'Bearer', 'Bearer wrong', 'secret'])
    expect(await post('/api/control/cancel?job=runs/x/a', { ...own, authorization })).toBe(401);
  for (const foreign of [
    { origin: 'http://evil.example' },
    { host: 'evil.example:4477' },
    { 'sec-fetch-site': 'cross-site' },
  ])
    expect(await post('/api/control/cancel?job=runs/x/a', { ...own, ...foreign })).toBe(403);
  expect((await ask('/api/control/cancel?job=runs/x/a', own)).status).toBe(404);
  expect(await post('/api/control/cancel?job=../../etc', own)).toBe(404);
  expect(done).toEqual([]);
  expect(await post('/api/control/cancel?job=runs/x/a', own)).toBe(204);
  const retried = await ask('/api/control/retry?job=runs/x/a', own, 'POST');
  expect([retried.status, await retried.text()]).toEqual([409, 'it has no expert\n']);
  expect(done).toEqual(['cancel a', 'retry a']);
});

test('experiments are named and started only for who has the token, and only those of the folder', async () => {
  const { control, done } = recorded();
  const { ask } = await served(control);
  const own = { authorization: 'Bearer secret', origin: 'http://127.0.0.1:4477' };
  const list = '/api/control/experiments';
  expect((await ask('/api/contro%6c/experiments', { ...own, authorization: '' })).status).toBe(401);
  for (const authorization of ['', 'Bearer wrong']) {
    expect((await ask(list, { ...own, authorization })).status).toBe(401);
    expect((await ask('/api/control/start?file=a/b.yaml', { ...own, authorization }, 'POST')).status).toBe(
      401,
    );
  }
  expect((await ask(list, { ...own, origin: 'http://evil.example' })).status).toBe(403);
  expect((await (await served()).ask(list, own)).status).toBe(405);
  expect(await (await ask(list, own)).json()).toMatchObject({ files: ['a/b.yaml', 'wrong.yaml'] });
  const start = (file: string) => ask(`/api/control/start?${new URLSearchParams({ file })}`, own, 'POST');
  for (const file of [
    '',
    '../secret.yaml',
    '/etc/passwd',
    'a/../a/b.yaml',
    './a/b.yaml',
    'a\\b.yaml',
    '--help',
    'c.yaml',
  ])
    expect((await start(file)).status).toBe(404);
  expect((await ask('/api/control/start?file=a/b.yaml', own)).status).toBe(404);
  expect(done).toEqual([]);
  expect((await start('a/b.yaml')).status).toBe(204);
  const refused = await start('wrong.yaml');
  expect([refused.status, await refused.text()]).toEqual([409, 'ConfigError: lr\n']);
  expect(done).toEqual(['start a/b.yaml', 'start wrong.yaml']);
});

test('whatever is answered may load nothing from elsewhere, is no other type than it says, and is kept by no cache', async () => {
  const { ask } = await served();
  for (const path of [
    '/',
    '/style.css',
    '/page.js',
    '/api/job?job=runs/x/a',
    '/report?job=runs/x/a',
    '/nothing',
  ]) {
    const { headers } = await ask(path);
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; .*frame-ancestors '(none|self)'/,
    );
    expect(headers.get('content-security-policy')).not.toMatch(/https?:|\*|script-src [^;]*unsafe/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  }
});
