import type { Architecture } from './architecture';
import { cifarResnets } from './cifar-resnet';
import { efficientnetLite0 } from './efficientnet-lite0';
import { lenet } from './lenet';
import { lenetRelu, lenetTanh } from './lenet-relu';
import { lenetSigmoid } from './lenet-sigmoid';
import { mnistCnn } from './mnist-cnn';
import { mnistCnnSmall } from './mnist-cnn-small';
import { frozenMobilenet, mobilenet } from './mobilenet-v2';
import { quickstartMlp } from './quickstart-mlp';
import { resnet18 } from './resnet-18';
import { simpleCnn } from './simple-cnn';
import { simpleMlp } from './simple-mlp';
import { maskedResnet, slimResnet } from './slim-resnet';
import { TakenModelNameError } from './taken-model-name-error';
import { UnknownModelError } from './unknown-model-error';

/** Every architecture; a new one is one file beside this one and one entry here. */
const architectures: Architecture[] = [
  lenet,
  lenetRelu,
  lenetTanh,
  lenetSigmoid,
  mnistCnn,
  mnistCnnSmall,
  quickstartMlp,
  simpleMlp,
  simpleCnn,
  slimResnet,
  maskedResnet,
  ...cifarResnets,
  resnet18,
  mobilenet,
  frozenMobilenet,
  efficientnetLite0,
];

/** The names that `createModel` accepts, without {@link modelAliases}. */
export function modelNames(): readonly string[] {
  return architectures.map(({ name }) => name);
}

/** Other names that `createModel` accepts, each with the one of {@link modelNames}. */
export function modelAliases(): ReadonlyMap<string, string> {
  return new Map(architectures.flatMap(({ name, aliases = [] }) => aliases.map((alias) => [alias, name])));
}

/** The name in {@link modelNames} that an alias stands for; any other name as it is. */
export function canonicalModelName(name: string): string {
  return modelAliases().get(name) ?? name;
}

/**
 * Adds an architecture of one's own to those that {@link createModel} builds by name.
 *
 * @throws {TakenModelNameError} An architecture has its name.
 */
export function registerArchitecture(architecture: Architecture): void {
  const taken = [...modelNames(), ...modelAliases().keys()];
  const twice = [architecture.name, ...(architecture.aliases ?? [])].find((name) => taken.includes(name));
  if (twice !== undefined) throw new TakenModelNameError(twice);
  architectures.push(architecture);
}

/** @throws {UnknownModelError} */
export function architectureNamed(name: string): Architecture {
  const architecture = architectures.find((candidate) => candidate.name === canonicalModelName(name));
  if (architecture === undefined) throw new UnknownModelError(name, modelNames());
  return architecture;
}
