import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { operators } from '../src/onnx/ops/registry';
import { readPytorch } from '../src/pytorch';
import { fixture } from './fixture';

test.each([
  'readme-example',
  'readme-pytorch-example',
  'readme-onnx-example',
  'readme-keras-example',
  'readme-weights-example',
])('README.md has %s.ts', (name) => {
  const example = readFileSync(new URL(`./${name}.ts`, import.meta.url), 'utf8');
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
});

test('readme-example.ts runs', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  await import('./readme-example');
  expect(log).toHaveBeenCalledWith(expect.arrayContaining(['lenet', 'simple_mlp', 'simple_cnn', 'resnet']));
  log.mockRestore();
});

test('readme-pytorch-example.ts runs, and writes what it read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'exmodel-readme-'));
  copyFileSync(new URL('./fixtures/lenet5.pth', import.meta.url), join(folder, 'expert.pth'));
  const before = process.cwd();
  onTestFinished(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });
  process.chdir(folder);
  await import('./readme-pytorch-example');
  const written = readPytorch(new Uint8Array(readFileSync(join(folder, 'student.pth'))));
  expect([...written.tensors]).toEqual([...readPytorch(fixture('lenet5.pth')).tensors]);
});

test('readme-onnx-example.ts runs, and its student has ten classes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'exmodel-readme-'));
  copyFileSync(
    new URL('./fixtures/onnx/resnet-preserved.onnx', import.meta.url),
    join(folder, 'classifier.onnx'),
  );
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const before = process.cwd();
  onTestFinished(() => {
    log.mockRestore();
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });
  process.chdir(folder);
  await import('./readme-onnx-example');
  expect(log).toHaveBeenCalledWith([32, 32, 3], 4, 'none');
  const { tensors } = readPytorch(new Uint8Array(readFileSync(join(folder, 'student.pth'))));
  expect(tensors.get('fc.weight')?.shape).toEqual([10, 16]);
});

test('readme-keras-example.ts runs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'exmodel-readme-'));
  copyFileSync(
    new URL('./fixtures/keras/transfer-3.keras', import.meta.url),
    join(folder, 'classifier.keras'),
  );
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const before = process.cwd();
  onTestFinished(() => {
    log.mockRestore();
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });
  process.chdir(folder);
  await import('./readme-keras-example');
  expect(log).toHaveBeenCalledWith('keras', { keras: '3.15.1' });
  expect(log).toHaveBeenCalledWith(expect.stringContaining('Total params: 214'));
});

test('README.md lists the operators that are read', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const listed = (title: string) => readme.split(`\n${title}: `)[1]?.split('.')[0]?.split(/,\s+/);
  expect(listed('Operators')).toEqual(operators.read);
  expect(listed('Of shapes and constants only')).toEqual(operators.folded);
});

test('readme-weights-example.ts runs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'exmodel-readme-'));
  copyFileSync(new URL('./fixtures/lenet5.pth', import.meta.url), join(folder, 'expert.pth'));
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const before = process.cwd();
  onTestFinished(() => {
    log.mockRestore();
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });
  process.chdir(folder);
  await import('./readme-weights-example');
  expect(log).toHaveBeenCalledWith('pytorch-zip', { shape: [10, 84], dtype: 'F32' });
});
