import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeSafetensors } from '@exmodel/models';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { bandExpert } from '../../test/band-experts';
import { temporaryFolder } from '../../test/temporary-folder';
import { chooseBackend } from '../backends/choose-backend';
import { parseExpertArgument } from './expert-argument';
import { mergeFiles } from './merge-files';
import { estimateText } from './plan-text';

const milliseconds = vi.hoisted(() => ({ perImage: 0 }));
vi.mock('./time-estimate', () => ({
  measureStep: async () => milliseconds.perImage,
  measureFeatures: async () => 0,
}));

const folder = temporaryFolder(afterAll);

beforeAll(async () => {
  await chooseBackend('wasm');
  writeFileSync(join(folder, 'a.safetensors'), writeSafetensors(bandExpert([0, 1])));
  writeFileSync(join(folder, 'b.safetensors'), writeSafetensors(bandExpert([2, 3])));
});

async function planned(perImage: number, iterations?: number) {
  milliseconds.perImage = perImage;
  const normalization = { mean: [0.25], std: [0.35] };
  for await (const event of mergeFiles({
    experts: ['a.safetensors:a,b', 'b.safetensors:c,d'].map(parseExpertArgument),
    ...{ out: join(folder, 'student.pth'), iterations, planOnly: true, seed: 1, memory: { machine: 4e9 } },
    wishes: { architecture: undefined, classes: undefined, shape: undefined, normalization },
    ...{ initial: undefined, images: undefined, source: undefined, locations: {} },
    resolve: (location) => join(folder, location),
  })) {
    if (event.type === 'estimate') return event;
  }
  throw new Error('no plan');
}

it('a merge that would take hours takes half an hour, and says what all of it would take', async () => {
  const plan = await planned(50);
  expect(plan.effort).toBeLessThan(0.1);
  expect(plan.milliseconds / 60_000).toBeCloseTo(30, 0);
  expect(plan).toMatchObject({ exceeds: false, iterations: Math.round(3000 * plan.effort) });
  expect(plan.whole).toBeGreaterThan(5 * 3_600_000);
  expect(estimateText(plan, 0)).toMatch(/^time +about (29:[45]|30:0)/);
  expect(estimateText(plan, 0)).toMatch(
    /effort +9\.\d % .* steps; all of them would take 5:\d\d:\d\d and teach more: --effort 1, or --minutes /,
  );
});

it('the plan says how many images are drawn, and counts memory that is held already once', async () => {
  const plan = { ...(await planned(50)), images: 234, drawn: 12, bytes: 2e9 };
  expect(estimateText(plan, 5e8)).toMatch(/^images +234, and 12 that are drawn$/m);
  expect(estimateText(plan, 5e8)).toMatch(/^memory +about 2\.5 GB$/m);
  expect(estimateText({ ...plan, drawn: undefined }, 0)).toMatch(/^images +234$/m);
});

it('a merge of less, and one whose steps are given, is whole', async () => {
  for (const plan of [await planned(2), await planned(50, 3000)]) {
    expect(plan).toMatchObject({ effort: 1, iterations: 3000 });
    expect(plan.whole).toBeUndefined();
  }
});
