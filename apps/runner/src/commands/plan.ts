import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import type { BackendName } from '../backends/registry';
import { readSources } from '../config/config-sources';
import { memoryHere } from '../config/memory';
import type { PlaceOfKey } from '../config/place-of-key';
import { configuredMetric } from '../experiments/choose-best';
import { jobsThatFit } from '../experiments/job-needs';
import { lookUpJobs } from '../experiments/look-up-jobs';
import { planNeeds } from '../experiments/measured-plan';
import { planReport, planTotals, type Room } from '../experiments/plan-report';
import { planStudy } from '../experiments/plan-study';
import { planSeries, type Series } from '../experiments/series';
import { terminal } from '../reports/renderers/terminal';
import { folderStore } from '../storage/folder-store';
import { backendOption } from './shared/backend-option';
import { asCallerWrites, fromCallersFolder } from './shared/callers-folder';
import { fittingBackend } from './shared/fitting-backend';
import { loadExperiment } from './shared/load-experiment';
import { loadStudyFile } from './shared/load-study-file';
import { setOption } from './shared/set-option';

interface PlanFlags {
  readonly set: readonly string[];
  readonly backend?: BackendName;
  readonly json?: boolean;
}

export function definePlan(command: Command): void {
  command
    .argument('<file>', 'experiment or study in YAML')
    .addOption(setOption())
    .addOption(backendOption())
    .option('--json', 'print it as JSON')
    .action(plan);
}

/** `exmodel plan FILE`: what `run` or `study` would do, from the file and what lies in the folder of results. */
async function plan(file: string, flags: PlanFlags): Promise<void> {
  const { config, series, placeOf } = load(file, flags.set);
  const { name: backend, threads, memory } = await fittingBackend(series, placeOf, flags);
  const store = folderStore(config.logdir);
  const jobs = await lookUpJobs(configuredMetric(config), series, backend, store);
  const needs = await planNeeds(jobs, { store, dataroot: config.dataroot, backend });
  const room: Room = {
    atOnce: jobsThatFit(series, threads, memoryHere(memory).machine),
    disk: freeSpace(config.logdir),
  };
  const place = (key: string) => asCallerWrites(store.pathOf(key));
  if (flags.json !== true) {
    console.log(terminal.render(planReport(jobs, needs, room, place(config.name))));
    return;
  }
  const plain = jobs.map(({ key, config: _, share: __, ...job }, i) => {
    const { seconds: secondsLeft = null, memory, disk = null } = needs.jobs[i] ?? {};
    return { ...job, folder: place(key), secondsLeft, memory, disk };
  });
  const totals = { ...planTotals(jobs, needs), atOnce: room.atOnce, freeDisk: room.disk };
  console.log(JSON.stringify({ name: config.name, ...totals, plan: plain }, null, 2));
}

/** Free bytes where a folder is, or will be. */
function freeSpace(folder: string): number {
  const there = existsSync(folder) ? folder : dirname(folder);
  if (there === folder || existsSync(there)) {
    const { bavail, bsize } = statfsSync(there);
    return bavail * bsize;
  }
  return freeSpace(there);
}

interface Loaded {
  readonly config: Readonly<Record<'name' | 'logdir' | 'dataroot' | 'metric_name', string>>;
  readonly series: readonly Series[];
  readonly placeOf: PlaceOfKey;
}

/** @throws ConfigError */
function load(file: string, set: readonly string[]): Loaded {
  if ('variants' in readSources(fromCallersFolder(file), set).given) {
    const { config, placeOf } = loadStudyFile(file, set);
    return { config, placeOf, series: planStudy(config) };
  }
  const { config, placeOf } = loadExperiment(file, { set });
  return { config, placeOf, series: planSeries(config) };
}
