import { canonicalModelName } from '@exmodel/models';
import { z } from 'zod';
import { count, notNegative, positive } from './key-values';
import { sized } from './need';

/** An alias becomes the name that it stands for, so that both are the same configuration. */
const architecture = z.string().overwrite(canonicalModelName);

/** The stream of experiences, the architectures, and the experts. */
export const streamKeys = {
  scenario: z.string().default('split_mnist').describe('stream of experiences; see: exmodel list'),
  experiences: count
    .optional()
    .describe('(added) number of experts to learn from, counted from the first; default: all'),
  classes_per_experience: z
    .array(count)
    .min(1)
    .optional()
    .describe(
      '(added) split_ and mt_ scenarios: how many classes each experience has, such as [4, 3, 1, 1, 1]; default: the same number in each',
    ),
  experience_classes: z
    .array(z.array(z.int().min(0)).min(1))
    .min(1)
    .optional()
    .describe(
      '(added) split_ and mt_ scenarios: the classes of each experience themselves, such as [[5, 4], [8, 2]]; default: those that the seed draws',
    ),
  permutations: sized(
    count.optional().describe('number of experiences of pmnist; default: 20'),
    // Each has a permutation of all pixels.
    (experiences, { image }) => ({ held: experiences * image }),
  ),
  nic_experiences: z
    .union([z.literal(79), z.literal(196), z.literal(391)])
    .optional()
    .describe('(added) which stream of nic_core50, by its number of experiences; default: 79'),
  image_size: sized(
    count
      .optional()
      .describe(
        '(added) side of the images in pixels, to which they are enlarged or reduced, not in streams of CORe50; default: 32 for MNIST and FashionMNIST (28 where simple_mlp is the only architecture), else as they were published',
      ),
    // A training step of one image.
    (_, { student }) => ({ computed: student }),
  ),
  image_fit: z
    .enum(['resize', 'pad'])
    .optional()
    .describe(
      '(added) pad: images get their size by a black frame; default: resize: they are enlarged or reduced',
    ),
  image_mean: z
    .array(z.number())
    .min(1)
    .optional()
    .describe(
      '(added) mean that is subtracted from pixels of 0 to 1, for each channel; default: that of the scenario, as in the reference',
    ),
  image_std: z
    .array(positive)
    .min(1)
    .optional()
    .describe(
      '(added) number by which they are then divided, for each channel; default: that of the scenario',
    ),
  synthetic: z
    .boolean()
    .default(false)
    .describe('(added) a small generated twin of the data set, for trying things out'),
  model: architecture
    .default('lenet')
    .describe(
      'architecture of the student, and of the experts unless expert_models is given; see: exmodel list',
    ),
  expert_models: z
    .array(architecture)
    .min(1)
    .optional()
    .describe(
      '(added) architectures of the experts in turn, starting over after the last; default: that of the student, model',
    ),
  expert_initialization: z
    .enum(['shared', 'own'])
    .optional()
    .describe(
      '(added) own: each expert starts from weights of its own; default: shared: all models of one architecture, the student too, start from the same weights',
    ),
  pretrained: z
    .boolean()
    .default(true)
    .describe('(added) start from weights trained on ImageNet, if the architecture has them'),
  hs: sized(
    count.optional().describe('hidden units of simple_mlp; default: 256'),
    // Weights, gradients, and those of an expert or the momentum.
    (units, { values, classes, hasHiddenLayer }) => ({
      computed: hasHiddenLayer ? 3 * 4 * units * (values + classes) : 0,
    }),
  ),
  experts: z
    .string()
    .min(1)
    .optional()
    .describe(
      '(added) registered experts instead of trained ones, by name or folder; see: exmodel experts list',
    ),
  expert_epochs: count.default(20).describe('(added) experts: passes over their training images'),
  expert_lr: positive.default(0.01).describe('(added) experts, and training on real images: learning rate'),
  expert_schedule: z
    .enum(['constant', 'cosine'])
    .optional()
    .describe(
      '(added) experts, and training on real images: learning rate over a training; default: constant, as in the reference',
    ),
  expert_momentum: z
    .number()
    .min(0)
    .lt(1)
    .default(0.9)
    .describe('(added) experts, and training on real images: momentum; β₁ of adam and adamw'),
  expert_weight_decay: notNegative
    .default(5e-4)
    .describe('(added) experts, and training on real images: weight decay'),
  expert_mb_size: count.default(32).describe('(added) experts, and training on real images: images per step'),
  expert_optimizer: z
    .enum(['sgd', 'adam', 'adamw'])
    .optional()
    .describe('(added) experts, and training on real images: optimizer, as PyTorch has it; default: sgd'),
  expert_label_smoothing: z
    .number()
    .min(0)
    .lt(1)
    .optional()
    .describe(
      '(added) experts, and training on real images: the share of a label that is spread evenly over all classes; default: 0',
    ),
  expert_outputs: z
    .enum(['all', 'own'])
    .optional()
    .describe(
      '(added) own: an expert has outputs for its own classes only; default: all: for every class, and it learns that images are of no other one',
    ),
};
