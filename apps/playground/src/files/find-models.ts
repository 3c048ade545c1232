/** What files of models end in. */
const model = /\.(zip|json|onnx|pth|pt|ckpt|safetensors|npz|keras|h5|hdf5)$/i;
/** Files beside a model that are none: metadata, parts that an index lists, what systems put there. */
const besides = /(^|\/)(metadata\.json|[^/]+-\d{5}-of-\d{5}\.safetensors|\._[^/]*|__MACOSX\/.*)$/;

/**
 * The models among files, by their paths. PyTorch's `.bin` is one where no JSON file lies beside it, whose weights it would be.
 */
export function findModels(paths: readonly string[]): string[] {
  const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);
  const jsonFolders = new Set(paths.filter((path) => /\.json$/i.test(path)).map(folderOf));
  return paths
    .filter((path) => !besides.test(path))
    .filter((path) => model.test(path) || (/\.bin$/i.test(path) && !jsonFolders.has(folderOf(path))))
    .sort();
}

/** A short name for a model: its file's, or its folder's where the file is called `model.json` as in all of them. */
export function modelName(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  const own = parts.at(-1) ?? path;
  const named = /^model\.[a-z0-9]+$/i.test(own) ? (parts.at(-2) ?? own) : own;
  return named.replace(/\.[a-z0-9]+$/i, '');
}
