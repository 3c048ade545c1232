import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';

/** The least of Ray's Jobs API, on the loopback: two jobs at once, each a shell command. It refuses browsers, as Ray does. */
export async function startFakeRay(): Promise<{ address: string; bodies: object[]; close: () => void }> {
  interface Job {
    readonly submission_id: string;
    readonly entrypoint: string;
    status: string;
    logs: string;
    child?: ChildProcess;
  }
  const jobs = new Map<string, Job>();
  const bodies: object[] = [];
  const schedule = () => {
    for (const job of jobs.values()) {
      if ([...jobs.values()].filter(({ status }) => status === 'RUNNING').length >= 2) return;
      if (job.status !== 'PENDING') continue;
      job.status = 'RUNNING';
      job.child = spawn('sh', ['-c', `exec ${job.entrypoint}`], { detached: true });
      for (const output of [job.child.stdout, job.child.stderr])
        output?.on('data', (text: Buffer) => {
          job.logs += text;
        });
      job.child.on('close', (code) => {
        if (job.status === 'RUNNING') job.status = code === 0 ? 'SUCCEEDED' : 'FAILED';
        schedule();
      });
    }
  };
  const server = createServer(async (request, response) => {
    const end = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body));
    let text = '';
    for await (const part of request) text += part;
    if (request.headers['sec-fetch-mode'] !== undefined)
      return end(405, 'method not allowed for browser traffic');
    const [, , , id = '', verb] = (request.url ?? '').split('/');
    const job = jobs.get(id);
    if (request.method === 'POST' && id === '') {
      const body = JSON.parse(text);
      bodies.push(body);
      if (jobs.has(body.submission_id))
        return end(500, `Job with submission_id ${body.submission_id} already exists`);
      jobs.set(body.submission_id, { ...body, status: 'PENDING', logs: '' });
      schedule();
      return end(200, { submission_id: body.submission_id });
    }
    if (id === '')
      return end(
        200,
        [...jobs.values()].map(({ child, logs, ...rest }) => ({ ...rest, message: null })),
      );
    if (job === undefined) return end(404, 'no such job');
    if (request.method === 'DELETE') {
      if (job.status === 'RUNNING' || job.status === 'PENDING') return end(400, 'it is not over');
      jobs.delete(id);
      return end(200, true);
    }
    if (verb === 'logs') return end(200, { logs: job.logs });
    if (job.child?.pid !== undefined && job.status === 'RUNNING') stopGroup(job.child.pid);
    job.status = 'STOPPED';
    return end(200, { stopped: true });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    address: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    bodies,
    close: () => server.close(),
  };
}

/** Stops a process and its children; it may have ended although its streams are not closed yet. */
function stopGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
