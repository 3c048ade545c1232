import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import {
  CorruptFileError,
  type DatasetNotFoundError,
  datasetStatus,
  scenarioInfo,
  scenarioNames,
} from '@exmodel/benchmarks';
import { getBackend, removeBackend } from '@tensorflow/tfjs-core';
import type { Command } from 'commander';
import manifest from '../../package.json';
import type { Backend } from '../backends/backend';
import { backends } from '../backends/registry';
import { bytesText } from '../config/bytes-text';
import { memoryHere } from '../config/memory';
import { fromCallersFolder } from './shared/callers-folder';
import { exmodelLine } from './shared/command-line';
import { measuredStep, stepTime } from './shared/step-time';

const defaultRoot = 'data';

export function defineDoctor(command: Command): void {
  command.option('--dataroot <folder>', 'folder of data sets', defaultRoot).action(doctor);
}

/** `exmodel doctor`: facts for a first minute, and for whoever is asked for help. Nothing is downloaded or written. */
async function doctor({ dataroot }: { readonly dataroot: string }): Promise<void> {
  const { machine } = memoryHere(undefined);
  const system = `${process.platform} ${process.arch}, ${availableParallelism()} cores, ${bytesText(machine)} of memory`;
  console.log(`exmodel ${manifest.version}, Node ${process.versions.node}, ${system}`);

  console.log(`backends, in the order in which they are tried, with the time of ${measuredStep}`);
  const working: { readonly name: string; readonly time: number }[] = [];
  const advice: string[] = [];
  for (const backend of backends) {
    const { text, time, remedy } = await examined(backend);
    console.log(`  ${backend.name.padEnd(15)} ${text}`);
    if (time !== undefined) working.push({ name: backend.name, time });
    if (remedy !== undefined) advice.push(`${backend.name}: ${remedy}`);
  }

  console.log('data sets');
  for (const name of datasets()) {
    const status = await datasetStatus(name, fromCallersFolder(dataroot));
    const text = status.available ? status.folder : unavailable(name, status.missing, dataroot);
    console.log(`  ${name.padEnd(15)} ${text}`);
  }

  console.log('what to do');
  for (const line of advice) console.log(`  ${line}`);
  const [first] = working;
  const [quickest] = working.toSorted((one, other) => one.time - other.time);
  if (first === undefined) {
    console.log(`  Nothing can compute here. If you cannot change what is said above: ${manifest.bugs}`);
    process.exitCode = 1;
    return;
  }
  if (
    !working.some(({ name }) => name === 'tensorflow-gpu' || name === 'webgpu') &&
    existsSync('/dev/nvidia0')
  ) {
    console.log(`  An NVIDIA GPU is here, and not used: ${exmodelLine(['setup-gpu'])}`);
  }
  console.log(`  It is ready, and computes with ${first.name}. The quick start: ${exmodelLine([])}`);
  if (quickest !== undefined && quickest !== first)
    console.log(`  In this one network ${quickest.name} was quicker: --backend ${quickest.name}`);
  console.log(`  A configuration of your own: ${exmodelLine(['init', 'my.yaml'])}`);
}

async function examined(
  backend: Backend,
): Promise<{ readonly text: string; readonly time?: number; readonly remedy?: string | undefined }> {
  const loaded = await backend.load(undefined, false);
  if (loaded.state === 'unavailable') return { text: loaded.reason, remedy: loaded.remedy };
  const time = await stepTime();
  // Both TensorFlow libraries register under one name: the next one must not find this one.
  removeBackend(getBackend());
  return { text: `${loaded.description}: ${time.toFixed(1)} ms`, time };
}

/** Every data set that a scenario needs, or could use for auxiliary images. */
function datasets() {
  const infos = scenarioNames().map(scenarioInfo);
  return new Set(
    infos
      .flatMap(({ dataset, auxiliaryDataset }) => [dataset, auxiliaryDataset])
      .filter((name) => name !== 'own'),
  );
}

function unavailable(
  name: string,
  missing: DatasetNotFoundError | CorruptFileError,
  dataroot: string,
): string {
  if (missing instanceof CorruptFileError) return missing.message;
  const { command, folders } = missing;
  if (command === undefined)
    return `not found, and cannot be downloaded; looked for in ${folders.join(', ')}`;
  const there = dataroot === defaultRoot ? [] : ['--dataroot', dataroot];
  return `not found; ${exmodelLine(['download', name, ...there])}`;
}
