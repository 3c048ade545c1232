/**
 * The folder of a variant's results: its name in lower case, with everything but letters, digits, dots and underscores
 * replaced by hyphens, so that it is valid on every file system. `mean of the experts' logits` becomes
 * `mean-of-the-experts-logits`; the result is empty if nothing is left. Different names may give the same folder.
 */
export function variantFolder(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFC')
    .replaceAll(/['’]/g, '')
    .replaceAll(/[^\p{L}\p{M}\p{N}._]+/gu, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
}
