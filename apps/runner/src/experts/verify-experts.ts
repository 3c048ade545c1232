import { scenarioInfo } from '@exmodel/benchmarks';
import { loadStateDict, type StateDict } from '@exmodel/models';
import { percent } from '../reports/percent';
import { type StreamOfExperts, type StreamOptions, streamOfExperts } from '../streams/stream-of-experts';
import { evaluateExpert } from './evaluate-expert';
import { type ExpertManifest, hasOwnOutputs } from './expert-manifest';
import { type ExpertSet, type RegisteredExpert, readExpertWeights } from './expert-set';
import { registeredModel } from './registered-model';

/** How far an accuracy may be from the registered one: backends round differently. */
const tolerance = 0.005;

export interface VerifiedExpert {
  readonly set: string;
  readonly expert: RegisteredExpert;
  /** Measured now; undefined if the expert could not be loaded or its images are not available. */
  readonly accuracy: number | undefined;
  /** What is wrong, if anything is. */
  readonly fault: string | undefined;
}

/** Checks every expert of a set: that its weights are the registered ones, fit its architecture, and are as accurate. */
export async function* verifyExperts(
  set: ExpertSet,
  { dataroot }: Pick<StreamOptions, 'dataroot'>,
): AsyncGenerator<VerifiedExpert, void> {
  const experiences = Math.max(...set.experts.map(({ manifest }) => manifest.experience)) + 1;
  const streams = new Map<string, Promise<StreamOfExperts>>();
  const streamOf = (manifest: ExpertManifest): Promise<StreamOfExperts> => {
    const { scenario, seed, synthetic, nic_experiences: nicExperiences, normalization } = manifest;
    const { classes_per_experience: classesPerExperience, experience_classes: classes } = manifest;
    const [imageSize] = manifest.architecture.inputShape;
    const permutations = scenarioInfo(scenario).options.permutations && experiences;
    const options = {
      ...{
        scenario,
        seed: seed ?? 0,
        synthetic,
        imageSize,
        imageFit: manifest.image_fit,
        normalization,
        dataroot,
      },
      ...{ permutations, nicExperiences, classesPerExperience, classes },
    };
    const key = JSON.stringify(options);
    const stream = streams.get(key) ?? streamOfExperts(options);
    streams.set(key, stream);
    return stream;
  };
  for (const expert of set.experts) {
    let result: Pick<VerifiedExpert, 'accuracy' | 'fault'>;
    try {
      const weights = readExpertWeights(expert);
      result = await verify(expert.manifest, weights, await streamOf(expert.manifest));
    } catch (error) {
      result = { accuracy: undefined, fault: error instanceof Error ? error.message : String(error) };
    }
    yield { set: set.name, expert, ...result };
  }
}

async function verify(
  manifest: ExpertManifest,
  weights: StateDict,
  { benchmark, hasImages }: StreamOfExperts,
): Promise<Pick<VerifiedExpert, 'accuracy' | 'fault'>> {
  const experience = benchmark.experiences[manifest.experience];
  if (experience === undefined || sorted(experience.classes) !== sorted(manifest.classes)) {
    const actual = experience?.classes.join(' ') ?? 'missing';
    return {
      accuracy: undefined,
      fault: `its classes are ${manifest.classes.join(' ')}, the stream's ${actual}`,
    };
  }
  const model = registeredModel(manifest.architecture);
  try {
    loadStateDict(model, weights);
    if (!hasImages) return { accuracy: undefined, fault: undefined };
    const { accuracy } = await evaluateExpert(
      model,
      experience,
      benchmark.normalization,
      hasOwnOutputs(manifest),
    );
    const registered = manifest.accuracy;
    const isAsGood = registered === null || Math.abs(accuracy - registered) <= tolerance;
    return {
      accuracy,
      fault: isAsGood ? undefined : `its accuracy was registered as ${percent(registered)} %`,
    };
  } finally {
    model.dispose();
  }
}

function sorted(classes: readonly number[]): string {
  return [...classes].toSorted((a, b) => a - b).join();
}
