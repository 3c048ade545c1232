/**
 * The folder of a variant's results: its name in small letters, with whatever is no letter, digit, dot or underscore as a
 * hyphen, so that every file system can hold it. `mean of the experts' logits` is `mean-of-the-experts-logits`; empty where
 * nothing is left. Different names may share one.
 */
export function variantFolder(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFC')
    .replaceAll(/['’]/g, '')
    .replaceAll(/[^\p{L}\p{M}\p{N}._]+/gu, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
}
