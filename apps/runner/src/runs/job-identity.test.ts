import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { someMetrics } from '../../test/metrics';
import { temporaryFolder } from '../../test/temporary-folder';
import { loadConfig } from '../config/load-config';
import { strategyConfig } from '../config/strategy-config';
import { finishedMetrics } from '../storage/job-folder';
import { consensusEd } from '../strategies/consensus-ed';
import { strategies } from '../strategies/registry';
import { comparedKeys, earlierMetrics, jobIdentity } from './job-identity';

/** `config.json` of a job that an earlier version finished, and the YAML that it ran. */
const saved = fileURLToPath(new URL('../../test/fixtures/first-release/config.json', import.meta.url));
const yaml = fileURLToPath(new URL('../../test/fixtures/first-release/colour.yaml', import.meta.url));
const config = strategyConfig(loadConfig(yaml, strategies).config, 'consensus_ed');
const metrics = JSON.parse(JSON.stringify(someMetrics())) as unknown;

/** The folder of the finished job. */
function finishedJob(): string {
  const folder = temporaryFolder();
  copyFileSync(saved, join(folder, 'config.json'));
  writeFileSync(join(folder, 'metrics.json'), JSON.stringify(metrics));
  return folder;
}

describe('a job that the first release finished', () => {
  it('has the same configuration now, to the byte', () => {
    expect(`${JSON.stringify(jobIdentity(config, 'wasm'), null, 2)}\n`).toBe(readFileSync(saved, 'utf8'));
  });

  it('is finished', () => {
    expect(earlierMetrics({ folder: finishedJob(), config }, 'wasm', false)).toEqual(metrics);
  });

  it('is another one with another value of a key that its strategy reads, and the same with one that it does not', () => {
    const folder = finishedJob();
    expect(() => earlierMetrics({ folder, config: { ...config, train_mb_size: 17 } }, 'wasm', false)).toThrow(
      /another configuration \(train_mb_size 16 → 17\)/,
    );
    expect(() => earlierMetrics({ folder, config: { ...config, hs: 17 } }, 'wasm', false)).toThrow(/hs/);
    expect(earlierMetrics({ folder, config: { ...config, lr: 17 } }, 'wasm', false)).toEqual(metrics);
  });
});

describe('a new key with a default', () => {
  const later = { ...consensusEd, keys: { ...consensusEd.keys, patience: z.int().default(5).describe('…') } };
  const keys = comparedKeys(later, [...strategies.filter((each) => each !== consensusEd), later]);
  const look = (patience: number) =>
    finishedMetrics(finishedJob(), { ...jobIdentity(config, 'wasm'), patience }, false, keys);

  it('leaves finished jobs finished', () => {
    expect(look(5)).toEqual(metrics);
  });

  it('makes another configuration with another value', () => {
    expect(() => look(6)).toThrow(/another configuration \(patience 5 → 6\)/);
  });

  it('means nothing to the jobs of other strategies', () => {
    const other = comparedKeys({ name: 'gn_ed', keys: {} }, [later]);
    expect(other.unread).toContain('patience');
  });
});
