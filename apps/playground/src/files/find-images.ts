const image = /\.(jpe?g|png)$/i;
/** What systems put beside files. */
const besides = /(^|\/)(\._[^/]*|__MACOSX\/.*)$/;

/** Those of the paths that are pictures by their names, as `exmodel merge --images` takes them. */
export function findImages(paths: readonly string[]): string[] {
  return paths.filter((path) => image.test(path) && !besides.test(path));
}
