/** What files of state dicts are commonly called; `tar` of `checkpoint.pth.tar`, which is none. */
export const stateDictEndings = ['pth', 'pt', 'th', 'tar', 'ckpt', 'bin', 'safetensors', 'npz'] as const;
