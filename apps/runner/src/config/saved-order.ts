/**
 * The strategies' keys of the first release, in the order in which its results list them. `config.json` and `metrics.json`
 * keep it, so that a job's files are the same bytes whatever the registry's order. A new key needs no line here.
 */
const first: readonly string[] = [
  ...['num_iter_per_exp', 'train_mb_size'],
  ...['lr', 'loss_type', 'ce_loss', 'bias_normalization', 'reset_model', 'init_from_expert'],
  ...['consensus_lr', 'consensus_optimizer', 'train_at_end', 'familiarity', 'consensus_images'],
  ...['synthesis_share', 'epochs', 'eval_every', 'buffer_size'],
  ...['buffer_iter', 'buffer_lr', 'buffer_mb_size', 'buffer_temperature', 'buffer_wd', 'buffer_blur'],
  ...['buffer_start', 'buffer_bns', 'bns_layers', 'buffer_beta', 'impression_classes', 'soft_labels'],
  ...['buffer_path', 'reestimate_batch_norm', 'ensemble_classes'],
];

/** The same entries: first those of the first release, in their order, then all others in theirs. */
export function inSavedOrder<T>(entries: Readonly<Record<string, T>>): Record<string, T> {
  const known = first.flatMap((key) => (key in entries ? [[key, entries[key] as T] as const] : []));
  return { ...Object.fromEntries(known), ...entries };
}
