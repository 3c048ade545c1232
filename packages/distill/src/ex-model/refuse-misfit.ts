import { areClasses } from '../are-classes';
import type { Expert } from '../expert';
import { MissingProbeError } from '../missing-probe-error';
import type { ExModelOptions } from './ex-model-options';

/**
 * Refuses an expert from which this learner would learn nothing, or the wrong thing.
 *
 * @param withTasks whether the experts before this one had tasks; undefined for the first
 * @throws RangeError when its classes, its task or the options that go with them do not fit
 * @throws MissingProbeError when the student should start from its weights and it does not give them
 */
export function refuseMisfit(
  expert: Expert,
  { student, initFromExpert }: ExModelOptions,
  withTasks: boolean | undefined,
): void {
  const { classes, task } = expert;
  if (!areClasses(classes, student.outputs)) {
    throw new RangeError(
      `an expert of classes [${classes.join(', ')}] was given; the student has the outputs 0 to ` +
        `${student.outputs - 1}. Give the expert at least one class, all of them different outputs of the student.`,
    );
  }
  if (withTasks !== undefined && withTasks !== (task !== undefined)) {
    throw new RangeError(
      `an expert ${task === undefined ? 'without a task' : `of task ${task}`} was given after experts ` +
        `${withTasks ? 'with' : 'without'} one; all experts of a stream have a task or none has. ` +
        'Give every expert its task, or omit it everywhere.',
    );
  }
  if (task === undefined) refuseMissingTask(student.heads);
  else refuseTask(task, student.heads);
  if (task !== undefined) refuseMaskedClasses(classes, task, student.taskClasses);
  if (task !== undefined && initFromExpert === true) {
    throw new RangeError(
      `an expert of task ${task} was given with initFromExpert; ` +
        'in multi-task streams the heads are independent and experts have one head. Turn the option off.',
    );
  }
  if (initFromExpert === true && withTasks === undefined && expert.weights === undefined)
    throw new MissingProbeError('initFromExpert', 'weights');
}

function refuseMissingTask(heads: number | undefined): void {
  if (heads === undefined || heads === 0) return;
  throw new RangeError(
    `an expert without a task was given to a student of ${heads} heads; its task chooses the head. ` +
      'Give the expert its task, or make the student without heads.',
  );
}

function refuseTask(task: number, heads: number | undefined): void {
  if (heads === 0) {
    throw new RangeError(
      `an expert of task ${task} was given to a student without heads; each task needs a head. ` +
        'Make the student with heads (studentFromLayersModel(model, { heads })), or omit the task.',
    );
  }
  if (!Number.isInteger(task) || task < 0 || task >= (heads ?? Number.POSITIVE_INFINITY)) {
    const range =
      heads === undefined ? 'whole numbers from 0' : `0 to ${heads - 1}, one for each of its heads`;
    throw new RangeError(
      `an expert of task ${task} was given; the student's tasks are ${range}. ` +
        'Number the tasks from 0, or give the student more heads.',
    );
  }
}

function refuseMaskedClasses(
  classes: readonly number[],
  task: number,
  taskClasses: readonly (readonly number[])[] | undefined,
): void {
  if (taskClasses === undefined || classes.every((c) => taskClasses[task]?.includes(c))) return;
  throw new RangeError(
    `an expert of task ${task} and classes [${classes.join(', ')}] was given to a student that masks all but ` +
      `[${taskClasses[task]?.join(', ')}] in this task; it could not learn them. Correct the student's taskClasses, ` +
      "or the expert's task.",
  );
}
