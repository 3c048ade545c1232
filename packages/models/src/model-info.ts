import type { Architecture } from './architectures/architecture';
import { architectureNamed } from './architectures/registry';

/** What is known about a model before it is built. */
export interface ModelInfo
  extends Pick<
    Architecture,
    | 'name'
    | 'aliases'
    | 'summary'
    | 'inputShape'
    | 'side'
    | 'valuesPerPixel'
    | 'channels'
    | 'hiddenSize'
    | 'pretrained'
  > {
  /** Architecture of the experts of a student of this one: the same, or the one without masks. */
  readonly expert: string;
  /** Whether it needs `taskClasses`, and so a stream of tasks. Every other model can have one head or many. */
  readonly needsTasks: boolean;
}

/** @throws {UnknownModelError} `name` is not one of `modelNames()` or `modelAliases()`. */
export function modelInfo(nameOrAlias: string): ModelInfo {
  const {
    name,
    aliases,
    summary,
    inputShape,
    side,
    valuesPerPixel,
    channels,
    hiddenSize,
    pretrained,
    expert = name,
    masked = false,
  } = architectureNamed(nameOrAlias);
  return {
    name,
    ...(aliases !== undefined && { aliases }),
    summary,
    inputShape,
    side,
    valuesPerPixel,
    ...(channels !== undefined && { channels }),
    ...(hiddenSize !== undefined && { hiddenSize }),
    ...(pretrained !== undefined && { pretrained }),
    expert,
    needsTasks: masked,
  };
}
