import type { Command } from 'commander';
import type { BackendName } from '../backends/registry';
import { readSources } from '../config/config-sources';
import type { PlaceOfKey } from '../config/place-of-key';
import { configuredMetric } from '../experiments/choose-best';
import { lookUpJobs } from '../experiments/look-up-jobs';
import { planReport, planTotals } from '../experiments/plan-report';
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
  const { name: backend } = await fittingBackend(series, placeOf, flags);
  const store = folderStore(config.logdir);
  const jobs = await lookUpJobs(configuredMetric(config), series, backend, store);
  const place = (key: string) => asCallerWrites(store.pathOf(key));
  if (flags.json !== true) {
    console.log(terminal.render(planReport(jobs, place(config.name))));
    return;
  }
  const plain = jobs.map(({ key, ...job }) => ({ ...job, folder: place(key) }));
  console.log(JSON.stringify({ name: config.name, ...planTotals(jobs), plan: plain }, null, 2));
}

interface Loaded {
  readonly config: { readonly name: string; readonly logdir: string; readonly metric_name: string };
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
