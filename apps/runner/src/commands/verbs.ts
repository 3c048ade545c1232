import type { Verb } from './verb';

const ownModels = 'Models of your own:';
const experiments = 'Experiments:';
const results = 'Results:';
export const machine = 'This machine:';

/** In the order of the help. */
export const verbs: readonly Verb[] = [
  {
    name: 'merge',
    group: ownModels,
    description: 'merge models of your own into one student, without any data',
    example: 'animals.zip fruit.zip --out student',
    load: async () => (await import('./merge-command')).defineMerge,
  },
  {
    name: 'evaluate',
    group: ownModels,
    description: 'test a student on labelled images, and compare it with its experts',
    example: 'student.safetensors --images photos',
    load: async () => (await import('./evaluate')).defineEvaluate,
  },
  {
    name: 'inspect',
    group: ownModels,
    description: 'print what a weights file contains, and which architecture it fits',
    example: 'model.pth',
    load: async () => (await import('./inspect')).defineInspect,
  },
  {
    name: 'init',
    group: experiments,
    description: 'write a starter experiment: every key explained, and a schema for editors',
    example: 'experiment.yaml --scenario split_mnist --strategy consensus_ed',
    load: async () => (await import('./init')).defineInit,
  },
  {
    name: 'run',
    group: experiments,
    description: 'run an experiment; without a file, the quick start',
    example: 'experiment.yaml --set seed=2 --strategy replay_ed gn_ed',
    load: async () => (await import('./run')).defineRun,
  },
  {
    name: 'study',
    group: experiments,
    description: 'run variants of an experiment on the same seeds: means, intervals, paired differences',
    example: 'study.yaml --jobs 2 --write study.md',
    load: async () => (await import('./study')).defineStudy,
  },
  {
    name: 'compare',
    group: experiments,
    description:
      'run several experiments and write their tables to one page, also beside figures from elsewhere',
    example: 'mnist.yaml fashion.yaml --write page.md',
    load: async () => (await import('./compare')).defineCompare,
  },
  {
    name: 'plan',
    group: experiments,
    description: 'show the jobs of an experiment or a study, how far each has got, and what it takes',
    example: 'experiment.yaml',
    load: async () => (await import('./plan')).definePlan,
  },
  {
    name: 'experts',
    group: experiments,
    description: 'list, train, import, verify and export experts',
    example: 'train experiment.yaml',
    load: async () => (await import('./experts/experts-command')).defineExperts,
  },
  {
    name: 'worker',
    group: experiments,
    description: 'run jobs on this machine that another one sends with --executor bullmq',
    example: '--redis redis://127.0.0.1:6379 --logdir runs',
    load: async () => (await import('./worker')).defineWorker,
  },
  {
    name: 'job',
    description: 'run one job that another process sends',
    load: async () => (await import('./job')).defineJob,
  },
  {
    name: 'order',
    description: 'run one job for an executor on another machine',
    load: async () => (await import('./order')).defineOrder,
  },
  {
    name: 'status',
    group: results,
    description: 'show the jobs that have started, also those of other processes',
    example: 'runs/quickstart',
    load: async () => (await import('./status')).defineStatus,
  },
  {
    name: 'cancel',
    group: results,
    description: 'end running jobs, here or on other machines; their state is kept',
    example: 'runs/quickstart',
    load: async () => (await import('./cancel')).defineCancel,
  },
  {
    name: 'retry',
    group: results,
    description: 'run jobs again that have failed or were killed',
    example: 'runs/quickstart --jobs auto',
    load: async () => (await import('./retry')).defineRetry,
  },
  {
    name: 'serve',
    group: results,
    description: 'show runs on a live page, for this machine only: state, curves, images, logs, comparisons',
    example: 'runs',
    load: async () => (await import('./serve')).defineServe,
  },
  {
    name: 'report',
    group: results,
    description: 'write finished runs as one page with tables, charts and images, or as rows for programs',
    example: 'runs/quickstart --out report.html',
    load: async () => (await import('./report')).defineReport,
  },
  {
    name: 'export',
    group: results,
    description: 'write finished runs as one table for pandas, R and spreadsheets',
    example: 'runs --out rows.parquet',
    load: async () => (await import('./export')).defineExport,
  },
  {
    name: 'sync',
    group: results,
    description: 'copy results, experts and checkpoints between this folder and a bucket, both ways',
    example: 's3://bucket/runs',
    load: async () => (await import('./sync')).defineSync,
  },
  {
    name: 'clean',
    group: results,
    description: 'list what may be deleted in a folder of results, and delete it when you agree',
    example: 'runs --unfinished',
    load: async () => (await import('./clean')).defineClean,
  },
  {
    name: 'doctor',
    group: machine,
    description: 'check this machine: which backends work, how fast, which data are there, and what to do',
    example: '--dataroot data',
    load: async () => (await import('./doctor')).defineDoctor,
  },
  {
    name: 'list',
    group: machine,
    description: 'list strategies, scenarios, models and backends',
    example: '--keys',
    load: async () => (await import('./list')).defineList,
  },
  {
    name: 'download',
    group: machine,
    description: 'download a data set from its official address to where experiments look for it',
    example: 'cifar10',
    load: async () => (await import('./download')).defineDownload,
  },
  {
    name: 'completion',
    group: machine,
    description: 'print a script for shell completion of verbs and options: bash, zsh or fish',
    example: 'bash',
    load: async () => (await import('./completion')).defineCompletion,
  },
  {
    name: 'setup-gpu',
    group: machine,
    description: 'install GPU support: WebGPU for any GPU (150 MB), or TensorFlow for CUDA 11 (340 MB)',
    example: 'webgpu',
    load: async () => (await import('./setup-gpu')).defineSetupGpu,
  },
];
