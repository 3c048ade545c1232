import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CorruptFileError } from '../errors/corrupt-file-error';
import { DatasetNotFoundError } from '../errors/dataset-not-found-error';
import type { ImageDataset } from '../images/image-dataset';
import { lazyDataset } from '../images/lazy-dataset';
import { readImageFile } from '../images/read-image-file';
import { type Core50Data, type Core50Run, core50Experiences } from './core50-streams';

const CLASSES = 50;
const SIDE = 128;
/** What the archives unpack to. */
const TOP = ['core50_128x128', 'batches_filelists', 'NIC_v2_79', 'NIC_v2_196', 'NIC_v2_391'];

/** A file list: paths below `core50_128x128`, and their labels. */
interface FileList {
  readonly paths: readonly string[];
  readonly labels: readonly number[];
}

/** A line such as `s11/o1/C_11_01_000.png 0`. Nothing else is a path here, so that none leads out of the folder. */
const LINE = /^(s\d+\/o\d+\/C_\d+_\d+_\d+\.png) (\d+)$/;

/**
 * Where the archives were unpacked: `dataroot/core50`.
 *
 * @throws DatasetNotFoundError if it has not all of them.
 */
export async function findCore50(dataroot: string | undefined): Promise<string> {
  if (dataroot === undefined) throw notFound(TOP, []);
  const folder = join(dataroot, 'core50');
  const there = new Set(await readdir(folder).catch(absent));
  const missing = TOP.filter((name) => !there.has(name));
  if (missing.length > 0) throw notFound(missing, [folder]);
  return folder;
}

/**
 * One stream of CORe50.
 *
 * @throws CorruptFileError if a list is damaged.
 * @throws DatasetNotFoundError if archives, lists, or images that they name, are missing.
 */
export async function readCore50(
  { stream, run }: Core50Run,
  dataroot: string | undefined,
): Promise<Core50Data> {
  const root = await findCore50(dataroot);
  const parent = stream.startsWith('NIC') ? stream : join('batches_filelists', stream);
  const names = [
    ...Array.from(
      { length: core50Experiences[stream] },
      (_, index) => `train_batch_${String(index).padStart(2, '0')}_filelist.txt`,
    ),
    'test_filelist.txt',
  ].map((name) => join(parent, `run${run}`, name));

  const texts = await Promise.all(names.map((name) => readFile(join(root, name), 'utf8').catch(absent)));
  const missingLists = names.filter((_, index) => texts[index] === undefined);
  if (missingLists.length > 0) throw notFound(missingLists, [root]);
  const lists = texts.map((text, index) => parse(text ?? '', join(root, names[index] as string)));

  const images = join(root, 'core50_128x128');
  const missingImages = await notThere(images, lists);
  if (missingImages.length > 0) throw notFound(missingImages, [images]);

  const datasets = lists.map((list, index) => openImages(`CORe50/${names[index]}`, images, list));
  return { train: datasets.slice(0, -1), test: datasets.at(-1) as ImageDataset };
}

function notFound(files: readonly string[], folders: readonly string[]): DatasetNotFoundError {
  const some = files.length > 5 ? [...files.slice(0, 4), `${files.length - 4} more`] : files;
  const remedy = 'If only a part is missing, delete the folder of that name first.';
  return new DatasetNotFoundError({ dataset: 'CORe50', files: some, folders, download: 'core50', remedy });
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}

function parse(text: string, path: string): FileList {
  const lines = text.trimEnd().split(/\r?\n/);
  const entries = lines.map((line, index) => {
    const [, image, label] = LINE.exec(line) ?? [];
    if (image === undefined || Number(label) >= CLASSES) {
      throw new CorruptFileError({
        path,
        expected: `lines such as "s11/o1/C_11_01_000.png 0", labels from 0 to ${CLASSES - 1}`,
        actual: `"${line}" in line ${index + 1}`,
        remedy: `Delete the folder ${dirname(dirname(dirname(path)))} and run \`exmodel download core50\`.`,
      });
    }
    return { image, label: Number(label) };
  });
  return { paths: entries.map(({ image }) => image), labels: entries.map(({ label }) => label) };
}

/** Which of the images are not in `root`: one look into each folder, 550 in all. */
async function notThere(root: string, lists: readonly FileList[]): Promise<string[]> {
  const wanted = lists.flatMap(({ paths }) => paths);
  const folders = [...new Set(wanted.map((path) => dirname(path)))];
  const present = await Promise.all(
    folders.map(async (folder) =>
      ((await readdir(join(root, folder)).catch(absent)) ?? []).map((name) => `${folder}/${name}`),
    ),
  );
  const there = new Set(present.flat());
  return wanted.filter((path) => !there.has(path));
}

function openImages(name: string, root: string, { paths, labels }: FileList): ImageDataset {
  return lazyDataset({
    name,
    shape: [SIDE, SIDE, 3],
    classCount: CLASSES,
    labels,
    pixels(index) {
      const path = join(root, paths[index] as string);
      const remedy = 'Delete the folder core50_128x128 and run `exmodel download core50`.';
      const { width, height, pixels } = readImageFile({ path, remedy });
      if (width === SIDE && height === SIDE) return pixels;
      throw new CorruptFileError({
        path,
        expected: `an image of ${SIDE} × ${SIDE} pixels`,
        actual: `one of ${width} × ${height}`,
        remedy,
      });
    },
  });
}
