/** The architecture of experts where a configuration names `model`: theirs has one head, and no other task's classes to mask. */
export function expertModel(model: string): string {
  return model.replace(/^masked_/, '');
}
