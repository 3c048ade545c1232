import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { someMetrics } from '../../test/metrics';
import { temporaryFolder } from '../../test/temporary-folder';
import { loadConfig } from '../config/load-config';
import { jobConfig, strategyConfig } from '../config/strategy-config';
import { folderStore } from '../storage/folder-store';
import { finishedMetrics } from '../storage/job-folder';
import type { Store } from '../storage/store';
import { consensusEd } from '../strategies/consensus-ed';
import { strategies } from '../strategies/registry';
import { comparedKeys, earlierMetrics, jobIdentity } from './job-identity';

/** `config.json` of a job that an earlier version finished, and the YAML that it ran. */
const saved = fileURLToPath(new URL('../../test/fixtures/first-release/config.json', import.meta.url));
const yaml = fileURLToPath(new URL('../../test/fixtures/first-release/colour.yaml', import.meta.url));
const config = jobConfig(strategyConfig(loadConfig(yaml, strategies).config, 'consensus_ed'));
const key = 'colour/consensus_ed';
const metrics = JSON.parse(JSON.stringify(someMetrics())) as unknown;

/** A store that holds the finished job. */
function finishedJob(): Store {
  const logdir = temporaryFolder();
  const folder = join(logdir, key);
  mkdirSync(folder, { recursive: true });
  copyFileSync(saved, join(folder, 'config.json'));
  writeFileSync(join(folder, 'metrics.json'), JSON.stringify(metrics));
  return folderStore(logdir);
}

describe('a job that the first release finished', () => {
  it('has the same configuration now, to the byte', () => {
    expect(`${JSON.stringify(jobIdentity(config, 'wasm'), null, 2)}\n`).toBe(readFileSync(saved, 'utf8'));
  });

  it('is finished', async () => {
    expect(await earlierMetrics(finishedJob(), { key, config }, 'wasm', false)).toEqual(metrics);
  });

  it('is another one with another value of a key that its strategy reads, and the same with one that it does not', async () => {
    const look = (changes: object) =>
      earlierMetrics(finishedJob(), { key, config: { ...config, ...changes } }, 'wasm', false);
    await expect(look({ train_mb_size: 17 })).rejects.toThrow(
      /another configuration \(train_mb_size 16 → 17\)/,
    );
    await expect(look({ hs: 17 })).rejects.toThrow(/hs/);
    expect(await look({ lr: 17 })).toEqual(metrics);
  });
});

describe('a new key with a default', () => {
  const later = { ...consensusEd, keys: { ...consensusEd.keys, patience: z.int().default(5).describe('…') } };
  const keys = comparedKeys(later, [...strategies.filter((each) => each !== consensusEd), later]);
  const look = (patience: number) =>
    finishedMetrics(finishedJob(), key, { ...jobIdentity(config, 'wasm'), patience }, false, keys);

  it('leaves finished jobs finished', async () => {
    expect(await look(5)).toEqual(metrics);
  });

  it('makes another configuration with another value', async () => {
    await expect(look(6)).rejects.toThrow(/another configuration \(patience 5 → 6\)/);
  });

  it('means nothing to the jobs of other strategies', () => {
    const other = comparedKeys({ name: 'gn_ed', keys: {} }, [later]);
    expect(other.unread).toContain('patience');
  });
});
