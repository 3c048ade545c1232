import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { EventStream } from '@exmodel/loggers';
import { createModel, stateDict, writeSafetensors } from '@exmodel/models';
import { readPytorch, writePytorch } from '@exmodel/models/pytorch';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { result, tiny } from '../../test/tiny-stream';
import { chooseBackend } from '../backends/choose-backend';
import { openStream } from '../streams/open-stream';
import { writeManifest } from './expert-manifest';
import { type ExpertSet, findExpertSet, listExpertSets, readExpertWeights, registryOf } from './expert-set';
import { exportExperts } from './export-experts';
import { type ImportOptions, importExperts } from './import-experts';
import { prepareExperts } from './prepare-experts';
import { ExpertRegistryError } from './registry-error';
import { trainExperts } from './train-experts';
import { verifyExperts } from './verify-experts';

const folder = temporaryFolder(afterAll);
const registry = registryOf(folder);
const exported = join(folder, 'out');
let trained: ExpertSet;

beforeAll(async () => {
  await chooseBackend('wasm');
  trained = await trainExperts({ ...tiny, logdir: folder }, 'wasm', new EventStream([]));
  await exportExperts(trained, exported, pth);
});

const pth = { format: 'pth', overwrite: false } as const;
const options: ImportOptions = {
  from: exported,
  scenario: 'split_mnist',
  split: { seed: tiny.seed },
  run: 0,
  model: undefined,
  synthetic: true,
  name: 'theirs',
  registry,
  dataroot: folder,
  imageSize: undefined,
  memory: { machine: 16e9 },
  locations: {},
};

async function imported(changes: Partial<ImportOptions> = {}): Promise<ExpertSet> {
  const importing = importExperts({ ...options, ...changes });
  for (;;) {
    const progress = await importing.next();
    if (progress.done === true) return progress.value;
  }
}

async function verified(set: ExpertSet, dataroot = folder) {
  const found = [];
  for await (const { accuracy, fault } of verifyExperts(set, { dataroot })) found.push({ accuracy, fault });
  return found;
}

describe('trained experts', () => {
  it('are a set with a manifest each', () => {
    expect(trained.experts.map(({ manifest }) => manifest.experience)).toEqual([0, 1, 2, 3, 4]);
    expect(trained.experts[0]?.manifest).toMatchObject({
      scenario: 'split_mnist',
      seed: 1234,
      synthetic: true,
      task: null,
      architecture: { name: 'lenet', inputShape: [32, 32, 1], outputs: 10 },
      recipe: { expert_epochs: 2, expert_mb_size: 8, backend: 'wasm' },
      origin: null,
      accuracy: expect.any(Number),
    });
    expect(listExpertSets(registry).map(({ name }) => name)).toContain(trained.name);
  });

  it('are found again instead of trained', async () => {
    const before = readFileSync(join(trained.folder, 'model_e0.json'), 'utf8');
    const again = await trainExperts({ ...tiny, logdir: folder }, 'wasm', new EventStream([]));
    expect(again).toEqual(trained);
    expect(readFileSync(join(trained.folder, 'model_e0.json'), 'utf8')).toBe(before);

    // As an earlier version left them, or a process that was killed.
    rmSync(join(trained.folder, 'model_e0.json'));
    expect(await trainExperts({ ...tiny, logdir: folder }, 'wasm', new EventStream([]))).toEqual(trained);
  });
});

describe('a folder of .pth files', () => {
  it('is imported bit for bit, with the accuracies that the experts had', async () => {
    const before = memory().numTensors;
    const set = await imported();
    expect(memory().numTensors).toBe(before);
    expect(set.name).toBe('theirs');
    for (const [index, expert] of set.experts.entries()) {
      const own = trained.experts[index];
      expect([...readExpertWeights(expert)]).toEqual(own && [...readExpertWeights(own)]);
      expect(expert.manifest).toMatchObject({
        accuracy: own?.manifest.accuracy,
        classes: own?.manifest.classes,
        architecture: own?.manifest.architecture,
        recipe: null,
        origin: join(exported, `model_e${index}.pth`),
      });
    }
    expect(await imported()).toEqual(set); // once more is the same
  });

  it('is imported whole when it is repeated after an import that was cut short', async () => {
    const whole = await imported({ name: 'cut' });
    for (const file of ['model_e2.json', 'model_e3.json', 'model_e3.safetensors']) {
      rmSync(join(registry, 'cut', file));
    }
    expect(await imported({ name: 'cut' })).toEqual(whole);
    for (const file of readdirSync(join(registry, 'cut'))) rmSync(join(registry, 'cut', file));
    expect(await imported({ name: 'cut' })).toEqual(whole);
  });

  it('is found in Avalanche’s folders, from below them too', async () => {
    for (const deep of ['split_mnist/run0', 'run0']) {
      const root = join(folder, `published-${deep.length}`);
      mkdirSync(join(root, deep), { recursive: true });
      for (const index of [0, 1, 2, 3, 4]) {
        const bytes = readFileSync(join(exported, `model_e${index}.pth`));
        writeFileSync(join(root, deep, `model_e${index}.pth`), bytes);
      }
      expect((await imported({ from: root })).experts).toHaveLength(5);
    }
  });

  it('of another run is refused, because its experts do not know the classes', async () => {
    const importing = imported({ split: { seed: 2345 }, name: 'wrong' });
    await expect(importing).rejects.toThrow(ExpertRegistryError);
    await expect(importing).rejects.toThrow(
      /model_e0\.pth is right on .* Expected more than .* Correct --run/,
    );
    expect(existsSync(join(registry, 'wrong'))).toBe(false);
  });

  it('with files missing names all of them', async () => {
    const part = join(folder, 'part');
    mkdirSync(part);
    for (const index of [0, 3]) {
      writeFileSync(join(part, `model_e${index}.pth`), readFileSync(join(exported, `model_e${index}.pth`)));
    }
    await expect(imported({ from: part })).rejects.toThrow(
      /lacks model_e1, model_e2, model_e4 \(\.pth, .* 5 exp/,
    );
  });

  it('with files beyond the given classes names all of them', async () => {
    const own = { run: undefined, name: 'surplus' };
    await expect(imported({ ...own, split: { classes: [[5, 4]] } })).rejects.toThrow(
      /out also holds model_e1\.pth, model_e2\.pth, model_e3\.pth, model_e4\.pth\. Expected one .* 1 exp.*--classes/,
    );
    const apart = join(folder, 'apart');
    await exportExperts(trained, apart, pth);
    copyFileSync(join(apart, 'model_e0.pth'), join(apart, 'model_e12.npz'));
    await expect(imported({ ...own, from: apart })).rejects.toThrow(
      /also holds model_e12\.npz\. Exp.* 5 exp/,
    );
    expect(existsSync(join(registry, 'surplus'))).toBe(false);
  });

  it('under a name that other experts have is refused', async () => {
    const others = join(folder, 'others');
    await exportExperts(trained, others, pth);
    const { tensors } = readPytorch(readFileSync(join(others, 'model_e4.pth')));
    const bias = tensors.get('classifier.0.bias');
    if (bias !== undefined) bias.data[0] = (bias.data[0] ?? 0) + 1e-6;
    writeFileSync(join(others, 'model_e4.pth'), writePytorch(tensors));
    await imported();
    await expect(imported({ from: others })).rejects.toThrow(/theirs holds other experts.*--name/);
  });

  it('whose images are not available is registered untested', async () => {
    const theirs = join(folder, 'cifar');
    mkdirSync(theirs);
    const model = createModel('resnet', { inputShape: [32, 32, 3], classes: 100, random: () => 0.25 });
    for (let index = 0; index < 10; index++) {
      writeFileSync(join(theirs, `model_e${index}.pth`), writePytorch(await stateDict(model)));
    }
    model.dispose();
    const stream = { scenario: 'split_cifar100', synthetic: false, dataroot: join(folder, 'no-data') };
    const set = await imported({ ...stream, from: theirs, name: 'untested' });
    expect(set.experts).toHaveLength(10);
    for (const { manifest } of set.experts) {
      expect(manifest).toMatchObject({ accuracy: null, architecture: { name: 'resnet', outputs: 100 } });
    }
    const faults = await verified(set, stream.dataroot);
    expect(faults).toEqual(Array(10).fill({ accuracy: undefined, fault: undefined }));
  });

  it('of an unknown architecture, or another than named, says what it has', async () => {
    const part = join(folder, 'part');
    await expect(imported({ ...options, model: 'simple_cnn' })).rejects.toThrow(
      /missing: features\.0\.weight/,
    );
    writeFileSync(join(part, 'model_e0.pth'), 'hello');
    const one = { from: [join(part, 'model_e0.pth')], split: { classes: [[5, 4]] } };
    await expect(imported(one)).rejects.toThrow(/it begins with 68 65/);
  });
});

describe('an experiment on registered experts', () => {
  it('has their weights and accuracies, and trains nothing', async () => {
    const set = await imported();
    const config = { ...tiny, experts: 'theirs', expert_epochs: 7 };
    const { benchmark, createExpertModel: createModel } = await openStream(config);
    const options = { config, benchmark, backend: 'wasm', createModel, cache: registry };
    const events: string[] = [];
    const experts = await result(prepareExperts(options), ({ type }) => events.push(type));
    expect(events).toEqual(Array(5).fill('ready'));
    for (const [index, { model, accuracy, classes }] of experts.entries()) {
      const registered = set.experts[index];
      expect(new Map(await stateDict(model))).toEqual(registered && new Map(readExpertWeights(registered)));
      expect({ accuracy, classes: [...classes] }).toMatchObject({
        accuracy: registered?.manifest.accuracy,
        classes: registered?.manifest.classes,
      });
      model.dispose();
    }
    const other = await openStream({ ...config, seed: 2345 });
    const wrong = { ...options, benchmark: other.benchmark };
    await expect(result(prepareExperts(wrong))).rejects.toThrow(
      /theirs have one with classes .* for experience 0/,
    );
  });
});

describe('a set of several architectures', () => {
  let mixed: ExpertSet;
  const out = join(folder, 'mixed-out');
  beforeAll(async () => {
    const config = { ...tiny, expert_models: ['lenet', 'simple_mlp'], hs: 16, logdir: folder };
    mixed = await trainExperts(config, 'wasm', new EventStream([]));
    await exportExperts(mixed, out, pth);
  });
  const architectures = ({ experts }: ExpertSet) => experts.map(({ manifest }) => manifest.architecture);

  it('names each expert’s, and is verified', async () => {
    const lenet = { name: 'lenet', inputShape: [32, 32, 1], outputs: 10 };
    const perceptron = { ...lenet, name: 'simple_mlp', hiddenSize: 16 };
    expect(architectures(mixed)).toEqual([lenet, perceptron, lenet, perceptron, lenet]);
    expect(await verified(mixed)).toEqual(
      mixed.experts.map(({ manifest }) => ({ accuracy: manifest.accuracy, fault: undefined })),
    );
  });

  it('is imported from files of several architectures, each recognised by its tensors', async () => {
    const before = memory().numTensors;
    const set = await imported({ from: out, name: 'theirs-mixed' });
    expect(memory().numTensors).toBe(before);
    expect(architectures(set)).toEqual(architectures(mixed));
    expect(set.experts.map(({ manifest }) => manifest.accuracy)).toEqual(
      mixed.experts.map(({ manifest }) => manifest.accuracy),
    );
    expect((await verified(set)).map(({ fault }) => fault)).toEqual(Array(5).fill(undefined));
  });

  it('is not imported as one architecture', async () => {
    await expect(imported({ from: out, model: 'lenet', name: 'lenets' })).rejects.toThrow(
      /missing: feature_extractor\.0\.weight/,
    );
  });
});

describe('experts of a chosen split', () => {
  const classes_per_experience = [1, 7, 2];

  it('say so, and are verified on it, even where not all were trained', async () => {
    const config = { ...tiny, classes_per_experience, experiences: 2, logdir: folder };
    const set = await trainExperts(config, 'wasm', new EventStream([]));
    expect(set.name).not.toBe(trained.name);
    expect(set.experts.map(({ manifest }) => manifest.classes.length)).toEqual([1, 7]);
    expect(set.experts[0]?.manifest).toMatchObject({ classes_per_experience, accuracy: 1 });
    expect((await verified(set)).map(({ fault }) => fault)).toEqual([undefined, undefined]);
    expect(trained.experts[0]?.manifest).not.toHaveProperty('classes_per_experience');

    const split = await openStream(config);
    const theirs = { ...config, experts: trained.name };
    const options = { config: theirs, ...split, createModel: split.createExpertModel };
    await expect(result(prepareExperts({ ...options, backend: 'wasm', cache: registry }))).rejects.toThrow(
      /have one with classes 5 4 for experience 0. Expected one with classes 5, .*\(--set synthetic=true\), and without other keys/,
    );
  });
});

describe('experts of classes and images of their own', () => {
  const experience_classes = [
    [5, 4],
    [8, 2, 0],
  ];
  const images = { image_fit: 'pad' as const, image_mean: [0.5], image_std: [0.25] };
  const prepared = { imageFit: images.image_fit, normalization: { mean: [0.5], std: [0.25] } };
  const config = { ...tiny, ...images, experience_classes, expert_epochs: 8, logdir: folder };
  const out = join(folder, 'own-out');
  const files = [join(out, 'first.pth'), join(out, 'second.safetensors')];
  const theirs = { ...prepared, run: undefined, from: files, split: { classes: experience_classes } };
  let own: ExpertSet;

  beforeAll(async () => {
    own = await trainExperts(config, 'wasm', new EventStream([]));
    mkdirSync(out);
    // As someone else has them: with outputs for their own classes only, in their order.
    const narrow = own.experts.map((expert) => {
      const rows = [...readExpertWeights(expert)].map(([name, { shape, data }]) => {
        if (shape[0] !== 10) return [name, { shape, data }] as const;
        const row = data.length / 10;
        const { classes } = expert.manifest;
        const cut = classes.flatMap((label) => [...data.slice(label * row, (label + 1) * row)].map(Number));
        return [name, { shape: [classes.length, ...shape.slice(1)], data: Float32Array.from(cut) }] as const;
      });
      return new Map(rows);
    });
    writeFileSync(files[0] ?? '', writePytorch(narrow[0] ?? new Map()));
    writeFileSync(files[1] ?? '', writeSafetensors(narrow[1] ?? new Map()));
  });

  it('are trained on what is asked for, and say so', async () => {
    expect(own.experts.map(({ manifest }) => manifest)).toMatchObject(
      experience_classes.map((classes) => ({
        ...{ classes, experience_classes, image_fit: 'pad', seed: tiny.seed },
        normalization: prepared.normalization,
      })),
    );
    expect(own.name).not.toBe(trained.name);
    expect((await verified(own)).map(({ fault }) => fault)).toEqual([undefined, undefined]);
    const [cut, whole] = await Promise.all([config, tiny].map((each) => openStream(each)));
    const pixels = (stream: typeof cut) =>
      stream?.benchmark.experiences[0]?.train.pixels(0) ?? new Uint8Array();
    expect(pixels(cut).subarray(0, 64)).toEqual(new Uint8Array(64));
    expect(pixels(cut)).not.toEqual(pixels(whole));
  });

  it('are imported with their classes, whatever their files are called', async () => {
    const set = await imported({ ...theirs, name: 'own' });
    for (const [i, { manifest }] of set.experts.entries()) {
      expect(manifest).toMatchObject({ outputs: 'own', seed: null, experience_classes, image_fit: 'pad' });
      expect(manifest).toMatchObject({ classes: experience_classes[i], origin: files[i], recipe: null });
      expect(manifest.accuracy).toBeGreaterThan(0.6);
    }
    expect((await verified(set)).map(({ fault }) => fault)).toEqual([undefined, undefined]);
  });

  it('tell an experiment what to set, which then runs on them with any seed', async () => {
    const set = await imported({ ...theirs, name: 'own' });
    const prepare = async (changes: object) => {
      const changed = { ...config, ...changes, experts: 'own' };
      const { benchmark, createExpertModel: createModel } = await openStream(changed);
      return result(
        prepareExperts({ config: changed, benchmark, backend: 'wasm', createModel, cache: registry }),
      );
    };
    const experts = await prepare({ seed: 5 });
    for (const [i, { classes, accuracy, model }] of experts.entries()) {
      expect({ classes, accuracy }).toEqual({
        classes: experience_classes[i],
        accuracy: set.experts[i]?.manifest.accuracy,
      });
      model.dispose();
    }
    const settings =
      /--set 'experience_classes=\[\[5,4\],\[8,2,0\]\]' --set image_fit=pad --set 'image_mean=\[0\.5\]' --set 'image_std=\[0\.25\]' --set synthetic=true/;
    await expect(prepare({ experience_classes: undefined })).rejects.toThrow(settings);
    await expect(prepare({ image_fit: undefined })).rejects.toThrow(settings);
    await expect(prepare({ image_mean: undefined, image_std: undefined })).rejects.toThrow(settings);
  });

  it('are refused with other classes, other images or another number of them, before anything is written', async () => {
    const refused = (changes: Partial<ImportOptions>) =>
      expect(imported({ ...theirs, name: 'refused', ...changes })).rejects;
    await refused({
      split: {
        classes: [
          [7, 9],
          [8, 2, 0],
        ],
      },
    }).toThrow(
      /first\.pth is right on .* Correct the classes; or say how the images were prepared .*--image-fit/,
    );
    await refused({ split: { classes: [[5], [4]] } }).toThrow(/has 2 outputs\. Expected 10, .* or 1, one/);
    await refused({ split: { classes: [[5, 4]] } }).toThrow(/2 files were given, and classes of 1 experts/);
    await refused({ split: { seed: tiny.seed } }).toThrow(
      /2 files were given, and split_mnist has 5 experiences\. .*--classes "5,4;8,2" instead of --run or --seed\.$/,
    );
    await refused({
      split: {
        classes: [
          [5, 4],
          [4, 2],
        ],
      },
    }).toThrow(/^exmodel experts import: --classes is \[\[5, 4\], \[4, 2\]\], in which class 4 comes twice/);
    await refused({ split: { classes: [[5, 4], [12]] } }).toThrow(/are 0 to 9\. Correct 12/);
    await refused({ scenario: 'pmnist' }).toThrow(/--classes is .* experiences of pmnist are fixed/);
    await refused({ imageSize: 20 }).toThrow(/--image-size is 20, .* and --image-fit is pad/);
    await refused({ imageSize: 90_000 }).toThrow(
      /^--image-size is 90000, and a lenet needs at least 520 GB .* 16 GB .*: --image-size 32\.$/,
    );
    await refused({ normalization: { mean: [0, 0, 0], std: [1, 1, 1] } }).toThrow(/--mean has 3 numbers/);
    await refused({ from: 'nowhere' }).toThrow(/nowhere lacks model_e0, model_e1/);
    expect(existsSync(join(registry, 'refused'))).toBe(false);
  });

  it('can be imported again as they were, if one is lost', async () => {
    const set = await imported({ ...theirs, name: 'lost' });
    rmSync(set.experts[0]?.path ?? '');
    const [fault] = (await verified(set)).map((each) => each.fault);
    const command = `exmodel experts import ${files[0]}:5,4 ${files[1]}:8,2,0 --scenario split_mnist --image-size 32 --image-fit pad --mean 0.5 --std 0.25 --synthetic --name lost`;
    expect(fault).toContain(command);
  });
});

it('a folder of files that are not registered says so', () => {
  expect(() => findExpertSet(`${exported}/`, registry)).toThrow(
    /holds model_e0\.pth, but no manifests .* exmodel experts import .*out\/ --scenario/,
  );
});

describe('verifying', () => {
  it('finds everything as registered', async () => {
    const faults = (await verified(trained)).map(({ fault }) => fault);
    expect(faults).toEqual(Array(5).fill(undefined));
  });

  it('finds a changed file, a missing one and a false accuracy', async () => {
    const set = await imported({ name: 'spoilt' });
    const [first, second, third] = set.experts;
    const bytes = readFileSync(first?.path ?? '');
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(first?.path ?? '', bytes);
    rmSync(second?.path ?? '');
    const json = join(set.folder, 'model_e2.json');
    const better = JSON.stringify({ ...third?.manifest, accuracy: 0.01 });
    writeFileSync(json, better);
    const faults = (await verified(findExpertSet('spoilt', registry))).map(({ fault }) => fault);
    expect(faults).toEqual([
      expect.stringMatching(
        /model_e0\.safetensors is damaged: its sha256 is .* Import .*: exmodel experts import .*out --scenario split_mnist --seed 1234 --synthetic --name spoilt$/,
      ),
      expect.stringMatching(/model_e1\.safetensors is missing/),
      expect.stringMatching(/registered as 1\.0 %/),
      undefined,
      undefined,
    ]);
  });

  it('finds weights that are not finite, though they are the registered ones, and none of them is imported', async () => {
    const set = await imported({ name: 'diverged' });
    const [first] = set.experts;
    if (first === undefined) throw new Error('there is none');
    const tensors = readExpertWeights(first);
    for (const { data } of tensors.values()) data[0] = Number.NaN;
    const bytes = writeSafetensors(tensors);
    writeFileSync(first.path, bytes);
    await writeManifest(first.path, bytes, {
      ...first.manifest,
      recipe: {},
      origin: null,
    });
    const [fault] = (await verified(findExpertSet('diverged', registry))).map((each) => each.fault);
    expect(fault).toMatch(/is damaged: its \S+ holds NaN .* Train it again: exmodel experts train FILE/);

    const theirs = join(folder, 'not-finite');
    await exportExperts(trained, theirs, pth);
    writeFileSync(join(theirs, 'model_e2.pth'), writePytorch(tensors));
    await expect(imported({ from: theirs, name: 'not-finite' })).rejects.toThrow(
      /model_e2\.pth is no expert: its \S+ holds NaN/,
    );
    expect(existsSync(join(registry, 'not-finite'))).toBe(false);
  });

  it('refuses a malformed manifest', () => {
    const broken = join(registry, 'broken');
    mkdirSync(broken);
    writeFileSync(join(broken, 'model_e0.json'), '{"schema": 2}');
    expect(() => findExpertSet('broken', registry)).toThrow(
      /model_e0\.json cannot be read: schema: .* Delete it, then import or train/,
    );
    rmSync(broken, { recursive: true });
  });
});

describe('what is exported', () => {
  it('is there for PyTorch, with its manifest', () => {
    const [first] = trained.experts;
    const { tensors } = readPytorch(readFileSync(join(exported, 'model_e0.pth')));
    expect(new Map(tensors)).toEqual(first && new Map(readExpertWeights(first)));
    const [ours, theirs] = [join(trained.folder, 'model_e0.json'), join(exported, 'manifest_e0.json')];
    expect(readFileSync(theirs, 'utf8')).toBe(readFileSync(ours, 'utf8'));
  });

  it('is completed by the same command where it was interrupted', async () => {
    const before = readdirSync(exported).toSorted();
    for (const name of ['manifest_e1.json', 'model_e3.pth', 'manifest_e3.json']) rmSync(join(exported, name));
    await exportExperts(trained, exported, pth);
    expect(readdirSync(exported).toSorted()).toEqual(before);
  });

  it('replaces other files with --overwrite only, and experts of the set never', async () => {
    const out = join(folder, 'mine');
    mkdirSync(out);
    const mine = join(out, 'manifest_e2.json');
    writeFileSync(mine, 'mine');
    await expect(exportExperts(trained, out, pth)).rejects.toThrow(
      /manifest_e2\.json: there is a file already.* --overwrite/,
    );
    expect(readdirSync(out)).toEqual(['manifest_e2.json']);
    await exportExperts(trained, out, { ...pth, overwrite: true });
    expect(readFileSync(mine, 'utf8')).toContain('"experience": 2');
    const own = { format: 'safetensors', overwrite: true } as const;
    await expect(exportExperts(trained, trained.folder, own)).rejects.toThrow(/which the command reads/);
  });
});

it('an unknown name lists the known ones', () => {
  expect(() => findExpertSet('mine', registry)).toThrow(/no experts called mine\. Expected one of .*theirs/);
});
