// A server of this process that answers what `wandb sync` asks, and keeps what it is sent.
import { once } from 'node:events';
import { createServer } from 'node:http';

/** W&B writes NaN and infinities as Python does, which is no JSON. */
const parsed = (text) => JSON.parse(text.replace(/:\s*(-?Infinity|NaN)/g, ':"$1"'));

const run = {
  id: 'x',
  name: 'x',
  displayName: 'x',
  description: '',
  config: '{}',
  sweepName: null,
  historyLineCount: 0,
};
const project = { id: 'p', name: 'p', entity: { id: 'e', name: 'me' } };
const viewer = { id: 'v', entity: 'me', username: 'me', flags: '{}', teams: { edges: [] } };

/** What it answers to each query, by a part of its name. */
const answers = {
  upsertbucket: () => ({ upsertBucket: { bucket: { ...run, project }, inserted: true } }),
  viewer: () => ({ viewer, serverInfo: { cliVersionInfo: {}, latestLocalVersionInfo: null, features: [] } }),
  createrunfiles: () => ({ createRunFiles: { runID: 'x', uploadHeaders: [], files: [] } }),
};

export async function fakeWandb() {
  const kept = { history: [], config: {}, summary: {}, exitCode: undefined };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part;
    let answer = {};
    if (request.url === '/graphql') {
      const { query = '', variables = {} } = JSON.parse(body);
      if (variables.config) kept.config = JSON.parse(variables.config);
      const name = Object.keys(answers).find((part) => query.toLowerCase().includes(part));
      answer = { data: answers[name]?.() ?? {} };
    } else if (request.url.endsWith('/file_stream')) {
      const { files = {}, exitcode } = JSON.parse(body);
      kept.history.push(...(files['wandb-history.jsonl']?.content ?? []).map(parsed));
      for (const line of files['wandb-summary.json']?.content ?? []) kept.summary = parsed(line);
      kept.exitCode = exitcode ?? kept.exitCode;
    }
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { kept, address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
