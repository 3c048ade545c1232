import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  command,
  exmodel,
  metricsOf,
  type Outcome,
  pnpmExmodel,
  repository,
  tinyYaml,
} from './exmodel-command';
import { temporaryFolder } from './temporary-folder';

const cwd = temporaryFolder(afterAll);
const call = (...parameters: string[]) => exmodel(parameters, { cwd });
/** A run of seconds; all share their experts. */
const run = (name: string) => [
  ...['run', 'tiny.yaml', '--strategy', 'replay_ed', '--backend', 'wasm'],
  ...['--set', `name=${name}`],
];
const results = (name: string) => metricsOf(join(cwd, 'runs', name, 'replay_ed'));

/** The command in a shell: `$exmodel` stands for it. */
function shell(script: string, env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const line = script.replaceAll('$exmodel', `'${process.execPath}' '${command}'`);
    const child = spawn('bash', ['-c', line], { cwd, env: { ...process.env, INIT_CWD: cwd, ...env } });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Nothing on it but text and ends of lines. */
function expectPrintable({ stdout, stderr }: Outcome): void {
  expect(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.exec(stdout + stderr)).toBeNull();
}

function expectOneLine({ code, stderr }: Outcome): void {
  expect(code).toBe(1);
  expect(stderr).toMatch(/^[A-Z]\w+Error: [^\n]+\n$/);
}

beforeAll(async () => {
  writeFileSync(join(cwd, 'tiny.yaml'), tinyYaml.replace(/^buffer_iter.*/m, ''));
  await pnpmExmodel('list');
  expect((await call(...run('plain'))).code).toBe(0);
});

describe('a reader that goes away', () => {
  /** Runs it with a pipe as output that nobody reads any more. */
  const unread = (parameters: string) => shell(`exec 4> >(true); wait $!; $exmodel ${parameters} >&4`);

  it('ends a list as SIGPIPE would', async () => {
    expect(await unread('list --keys')).toEqual({ code: 141, stdout: '', stderr: '' });
  });

  it('does not end a run', async () => {
    const { code, stderr } = await unread(run('unread').join(' '));
    expect(code).toBe(141);
    expect(stderr).toMatch(/^(The sink "progress" failed [^\n]*the run goes on without it[^\n]*EPIPE\n)?$/);
    expect(results('unread')).toEqual(results('plain'));
  });

  it('takes nothing from an error', async () => {
    expect(await unread('run nowhere.yaml')).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^ConfigError: [^\n]*\n“exmodel” stands for [^\n]*\n$/),
    });
  });
});

it.runIf(existsSync('/dev/full'))('a full disk below the output is said in one line', async () => {
  expect(await shell('$exmodel list --keys > /dev/full')).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^The output could not be written: ENOSPC[^\n]*\n$/),
  });
});

describe('what would steer a terminal is shown, not sent', () => {
  const hostile = 'a\u001b[2J\r\u0007\u009b2J\u202eb';

  beforeAll(() => {
    const header = {
      [hostile]: { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
      __metadata__: { by: hostile },
    };
    const json = Buffer.from(JSON.stringify(header));
    const length = Buffer.alloc(8);
    length.writeUInt32LE(json.length);
    writeFileSync(join(cwd, `${hostile}.safetensors`), Buffer.concat([length, json, Buffer.alloc(4)]));
    writeFileSync(join(cwd, 'keys.yaml'), JSON.stringify({ [hostile]: 1 }));
  });

  it.each([
    ['an option', ['run', `--${hostile}`], 1],
    ['a key', ['run', 'keys.yaml'], 1],
    ['a tensor', ['inspect', `${hostile}.safetensors`], 0],
    ['a model', ['merge', '--out', 'x.pth', '--expert', `${hostile}.pth:a`, '--expert', 'b.pth:b'], 1],
  ])('%s', async (_, parameters, code) => {
    const outcome = await call(...parameters);
    expect(outcome.code).toBe(code);
    expectPrintable(outcome);
    expect(outcome.stdout + outcome.stderr).toMatch(/a(\\u001b|\ufffd)\[2J/);
  });

  it('and JSON still means the same', async () => {
    const outcome = await call('inspect', `${hostile}.safetensors`, '--json');
    expectPrintable(outcome);
    expect(outcome.stdout).toContain('\\u0007\\u009b2J\\u202eb');
    expect(JSON.parse(outcome.stdout)).toMatchObject({
      metadata: { by: hostile },
      tensors: { [hostile]: {} },
    });
  });
});

describe.runIf(process.platform === 'linux')('under a limit on address space', () => {
  it('what computes nothing works', async () => {
    expect(await shell('ulimit -v 4000000; $exmodel list --keys')).toMatchObject({ code: 0, stderr: '' });
  });

  it('a run works, or says what it needs', async () => {
    const outcome = await shell(`ulimit -v 4000000; $exmodel ${run('limited').join(' ')}`, {
      NODE_OPTIONS: '',
    });
    if (outcome.code === 0) {
      expect(results('limited')).toEqual(results('plain'));
    } else {
      expectOneLine(outcome);
      expect(outcome.stderr).toMatch(
        /ulimit -v \d+ or more, or set NODE_OPTIONS=--disable-wasm-trap-handler, with which ulimit -v 3\d{6} is/,
      );
    }
  });

  it('a merge works, or says what it needs', async () => {
    const models = join(repository, 'apps/runner/test/fixtures/own-models');
    const experts = `${models}/plain/model.json:a,b ${models}/keras3/model.json:c,d --mean .5,.5,.5 --std .25,.25,.25`;
    const outcome = await shell(
      `ulimit -v 4000000; $exmodel merge ${experts} --backend wasm --source noise --iterations 1 --dry-run`,
      { NODE_OPTIONS: '' },
    );
    if (outcome.code === 0) return;
    expectOneLine(outcome);
    expect(outcome.stderr).toMatch(
      /^BackendUnavailableError: .*address space.*: allow this process ulimit -v \d+ or more/,
    );
  });

  it('it works as it says, and comes to the same', async () => {
    const env = { NODE_OPTIONS: '--disable-wasm-trap-handler' };
    expect(await shell(`ulimit -v 3500000; $exmodel ${run('allowed').join(' ')}`, env)).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(results('allowed')).toEqual(results('plain'));
    expectOneLine(await shell(`ulimit -v 1700000; $exmodel ${run('poor').join(' ')}`, env));
  });
});

it('without WebAssembly, a run says what is missing', async () => {
  const { code, stderr } = await shell(`$exmodel ${run('slow').join(' ')}`, { NODE_OPTIONS: '--jitless' });
  expect(code).toBe(1);
  // Node adds a warning of its own.
  expect(stderr).toMatch(/^BackendUnavailableError: .*Run Node without --jitless[^\n]*\n$/m);
  expect(stderr).not.toMatch(/^ +at /m);
});
