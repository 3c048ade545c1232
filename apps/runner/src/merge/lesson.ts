import type { Expert, ImageShape, Student } from '@exmodel/distill';
import { type CommonTrunk, splitAtCommonTrunk, studentFromLayersModel } from '@exmodel/distill/layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** An expert whose layers are known. */
export interface LayeredExpert {
  readonly model: LayersModel;
  /** The same expert, made of what is left of its model behind a trunk. */
  behind(rest: LayersModel): Expert;
}

/** Who is taught by whom: models as a whole or, where all begin with the same layers, what is left of each behind this trunk. */
export interface Lesson {
  /** The model that is taught: the student's, or what is left of it. */
  readonly model: LayersModel;
  readonly student: Student;
  readonly experts: readonly Expert[];
  /** Of what they are given: images, or the trunk's features. */
  readonly shape: ImageShape;
  readonly trunk: CommonTrunk | undefined;
  /** The student's model stays the caller's. */
  dispose(): void;
}

/**
 * @param whole the student's model, whose first layers become those of the trunk, if there is one
 * @param layered the same experts, if all have layers and features may take the place of images
 * @param images their shape, and that of those that models without a trunk are taught on
 */
export async function prepareLesson(
  whole: LayersModel,
  experts: readonly Expert[],
  layered: readonly LayeredExpert[] | undefined,
  { shape, taught = shape }: { readonly shape: ImageShape; readonly taught?: ImageShape },
): Promise<Lesson> {
  const trunk =
    layered &&
    (await splitAtCommonTrunk(
      layered.map(({ model }) => model),
      whole,
      shape,
    ));
  const model = trunk?.student ?? whole;
  return {
    model,
    student: studentFromLayersModel(model),
    experts: trunk === undefined ? experts : behindTrunk(layered ?? [], trunk),
    shape: trunk?.shape ?? taught,
    trunk,
    dispose: () => trunk?.dispose(),
  };
}

function behindTrunk(layered: readonly LayeredExpert[], { experts }: CommonTrunk): Expert[] {
  return layered.map(({ behind }, i) => behind(experts[i] as LayersModel));
}
