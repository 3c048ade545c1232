import '../../test/setup';
import {
  memory,
  ones,
  type Scalar,
  sum,
  type Tensor,
  tensor1d,
  tidy,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { layers, type Sequential, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { bands, imagesTensor, toyModel, trainedToyModel } from '../../test/toy';
import { type LayersStudentOptions, studentFromLayersModel } from './student-from-layers-model';

const images = bands([0, 1, 2, 3], 6, 1);
const x = imagesTensor(images);

describe('studentFromLayersModel', () => {
  it('variables are what an optimizer may change: not the running statistics', () => {
    const student = studentFromLayersModel(toyModel());
    expect(student.outputs).toBe(4);
    expect(student.variables.map((variable) => variable.shape)).toEqual([
      [64, 16],
      [16],
      [16],
      [16],
      [16, 4],
      [4],
    ]);
  });

  it('training mode normalises by the batch and moves the running statistics; inference does neither', () => {
    const model = toyModel();
    const student = studentFromLayersModel(model);
    const running = () => [...(model.layers[2]?.getWeights()[2]?.dataSync() ?? [])];
    const [inference, before] = [student.logits(x).dataSync(), running()];
    expect(inference).toEqual((model.predict(x) as Tensor).dataSync());
    expect(running()).toEqual(before);
    expect(student.logits(x, { training: true }).dataSync()).not.toEqual(inference);
    expect(running()).not.toEqual(before);
  });

  it('of a model with a softmax, the logits are those of the same model without it, as are a frozen copy’s', async () => {
    const [plain, probable] = (['linear', 'softmax'] as const).map((activation) => {
      const model = sequential();
      model.add(layers.flatten({ inputShape: [8, 8, 1] }));
      model.add(layers.dense({ units: 4, activation }));
      return model;
    }) as [Sequential, Sequential];
    probable.setWeights(plain.getWeights());
    const [student, other] = [studentFromLayersModel(plain), studentFromLayersModel(probable)];
    const logits = student.logits(x).dataSync();
    expect(other.logits(x).dataSync()).toEqual(logits);
    const frozen = await other.frozen();
    expect(frozen.logits(x).dataSync()).toEqual(logits);
    frozen.dispose();
  });

  it('weights go round: given to another student of the same architecture, they give the same logits', async () => {
    const model = trainedToyModel(images, 4, 2);
    const [student, other] = [studentFromLayersModel(model), studentFromLayersModel(toyModel())];
    expect(other.logits(x).dataSync()).not.toEqual(student.logits(x).dataSync());
    other.setWeights(structuredClone(await student.weights()));
    expect(other.logits(x).dataSync()).toEqual(student.logits(x).dataSync());
    expect(await other.weights()).toEqual(
      (await student.weights()).map((array, i) => ({
        ...array,
        name: expect.any(String),
        shape: model.weights[i]?.shape,
      })),
    );
  });

  it('weights of another architecture are refused, and change nothing', async () => {
    const student = studentFromLayersModel(toyModel());
    const before = await student.weights();
    const other = await studentFromLayersModel(toyModel(5)).weights();
    expect(() => student.setWeights(other)).toThrow(/\[16, 5\].*\[16, 4\]/);
    expect(() => student.setWeights(before.slice(1))).toThrow(RangeError);
    expect(() => student.setWeights([])).toThrow(/nothing/);
    expect(await student.weights()).toEqual(before);
  });

  it('a frozen copy keeps the logits that the student had, in inference mode', async () => {
    const model = trainedToyModel(images, 4, 2);
    const student = studentFromLayersModel(model);
    const kept = student.logits(x).dataSync();
    const frozen = await student.frozen();
    student.logits(x, { training: true });
    model.setWeights(model.getWeights().map((weight) => ones(weight.shape)));
    expect(student.logits(x).dataSync()).not.toEqual(kept);
    expect(frozen.logits(x).dataSync()).toEqual(kept);
    expect(frozen.logits(x).dataSync()).toEqual(kept);
    frozen.dispose();
  });

  it('leaks nothing; dispose of a frozen copy frees all of it and the student lives on', async () => {
    const student = studentFromLayersModel(toyModel());
    const weights = await student.weights();
    const before = memory().numTensors;
    const frozen = await student.frozen();
    expect(memory().numTensors).toBeGreaterThan(before);
    frozen.logits(x).dispose();
    frozen.dispose();
    student.logits(x).dispose();
    student.logits(x, { training: true }).dispose();
    student.setWeights(weights);
    expect(memory().numTensors).toBe(before);
  });

  it('a frozen copy of models within a model is freed, too', async () => {
    const [trunk, head, model] = [sequential(), sequential(), sequential()];
    trunk.add(layers.flatten({ inputShape: [8, 8, 1] }));
    trunk.add(layers.dense({ units: 3 }));
    head.add(layers.dense({ units: 4, inputShape: [3] }));
    model.add(trunk);
    model.add(head);
    const student = studentFromLayersModel(model);
    const before = memory().numTensors;
    const frozen = await student.frozen();
    frozen.dispose();
    expect(memory().numTensors).toBe(before);
  });

  describe('with two heads', () => {
    const model = toyModel(6);
    const student = studentFromLayersModel(model, { heads: 2 });
    const tasks = tensor1d([0, 1, 1, 0, 1, 0], 'int32');
    const rows = (tensor: Tensor) => tensor.arraySync() as number[][];

    it('each image is answered by the head of its task', async () => {
      expect(student.outputs).toBe(3);
      const all = rows(model.predict(x) as Tensor);
      const expected = [0, 1, 1, 0, 1, 0].map((task, i) => all[i]?.slice(3 * task, 3 * task + 3));
      expect(rows(student.logits(x, { tasks }))).toEqual(expected);
      const frozen = await student.frozen();
      expect(rows(frozen.logits(x, tasks))).toEqual(expected);
      frozen.dispose();
    });

    it('says how many heads it has; a single-head student has none to choose from', () => {
      expect(student.heads).toBe(2);
      expect(studentFromLayersModel(model).heads).toBe(0);
    });

    it('images without tasks are refused', () => {
      expect(() => tidy(() => student.logits(x))).toThrow(/2 heads.*without tasks/);
    });

    it.each([0, -1, 1.5])('%d heads are refused', (heads) => {
      expect(() => studentFromLayersModel(model, { heads })).toThrow(RangeError);
    });

    it('outputs that do not divide into the heads are refused', () => {
      expect(() => studentFromLayersModel(model, { heads: 4 })).toThrow(/6 outputs.*4 heads/);
    });
  });

  describe('masked', () => {
    const model = toyModel(6);
    const taskClasses = [[0, 2], [1]];
    const student = studentFromLayersModel(model, { heads: 2, taskClasses });
    const tasks = tensor1d([0, 1, 1, 0, 1, 0], 'int32');
    const plain = studentFromLayersModel(model, { heads: 2 }).logits(x, { tasks }).arraySync();
    const expected = plain.map((row, i) =>
      row.map((logit, c) => (taskClasses[[0, 1, 1, 0, 1, 0][i] as number]?.includes(c) ? logit : -1000)),
    );

    it('classes that an image’s task does not have are −1000, in the frozen copy too; it says which they are', async () => {
      expect(student.taskClasses).toEqual(taskClasses);
      expect(student.logits(x, { tasks }).arraySync()).toEqual(expected);
      const frozen = await student.frozen();
      expect(frozen.logits(x, tasks).arraySync()).toEqual(expected);
      frozen.dispose();
    });

    it('masked outputs have no gradient', () => {
      const bias = student.variables.at(-1) as Variable;
      const { grads } = variableGrads(() => sum(student.logits(x, { tasks })) as Scalar, [bias]);
      // Three images of each task; head 0 has classes 0 and 2, head 1 has class 1.
      expect([...(grads[bias.name]?.dataSync() ?? [])]).toEqual([3, 0, 3, 0, 3, 0]);
    });

    it.each<[string, LayersStudentOptions, RegExp]>([
      ['without heads', { taskClasses }, /2 tasks.*no heads/],
      ['of another number of heads', { heads: 3, taskClasses }, /2 tasks.*3 heads/],
      ['a task without classes', { heads: 2, taskClasses: [[0], []] }, /at least one/],
      ['a class twice', { heads: 2, taskClasses: [[0, 0], [1]] }, /\[0, 0\].*all different/],
      ['a class that is no output', { heads: 2, taskClasses: [[0], [3]] }, /from 0 to 2/],
    ])('%s is refused', (_, options, message) => {
      expect(() => studentFromLayersModel(model, options)).toThrow(message);
    });
  });
});
