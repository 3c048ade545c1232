import { zipFiles } from '@exmodel/models/tfjs';
import { type MergePlace, mergeModels } from '../../../runner/src/merge/merge-models';
import { studentFiles, studentFormats } from '../../../runner/src/merge/student-files';
import { useEngine } from './engine';
import { memoryOfPage } from './memory-of-page';
import type { MergeOrder, StudentFile, Update } from './messages';
import { Watching } from './watching';

/** Between two looks passes at least this long, in milliseconds, and so many times as long as a look takes. */
const pause = { least: 150, looks: 10 };

/** Merges, and posts what there is to see. */
export async function merge(order: MergeOrder, post: (update: Update) => void): Promise<void> {
  const { files, experts, images, wishes, iterations, seed } = order;
  const engine = await useEngine(order.engine);
  let watching: Watching | undefined;
  const place: MergePlace = {
    accept: () => undefined,
    async images(plan) {
      if (images.size === 0) return undefined;
      const { ownImages } = await import('./own-images');
      let next = 0;
      return ownImages(images, plan, seed, (count) => {
        if (performance.now() < next) return;
        next = performance.now() + pause.least;
        post({ type: 'reading', count });
      });
    },
    async keep(student, plan) {
      const kept: StudentFile[] = [];
      for (const format of studentFormats(plan)) {
        const written = await studentFiles(format, student, plan);
        const whole = format === 'tfjs' ? new Map([['student.zip', zipFiles(written)]]) : written;
        for (const [name, bytes] of whole) kept.push({ name, bytes: new Uint8Array(bytes) });
      }
      post({ type: 'kept', files: kept });
    },
  };
  const merging = mergeModels(
    {
      experts: experts.map(({ path, classes }) => ({
        location: path,
        classes: classes.map((name) => ({ name })),
      })),
      wishes: { ...wishes, classes: undefined, asFolder: true },
      ...{ initial: undefined, source: undefined, iterations, seed, memory: memoryOfPage() },
      ...{ resolve: (location) => location, locations: { files } },
      watch: (view) => {
        watching = new Watching(view);
      },
    },
    place,
  );
  let [work, done, next] = [1, 0, 0];
  let normalization: MergeOrder['wishes']['normalization'];
  let shownPictures = false;
  for (let step = await merging.next(); ; step = await merging.next()) {
    if (step.done === true) {
      post({ type: 'compared', agreements: step.value?.given ?? step.value?.painted ?? [] });
      return;
    }
    const event = step.value;
    switch (event.type) {
      case 'planned': {
        const { plan, source } = event;
        normalization = plan.normalization;
        const student = plan.graph ? 'the network of the first model' : plan.architecture;
        post({ type: 'planned', classes: plan.classes, student, source, engine });
        break;
      }
      case 'estimate':
        work = event.work;
        post({ type: 'estimated', milliseconds: event.milliseconds, trunk: event.trunk });
        break;
      case 'progress': {
        done += event.work;
        const { phase, expert } = event;
        if (watching !== undefined && !shownPictures) {
          shownPictures = true;
          post({ type: 'pictures', pictures: watching.pictures(normalization) });
        }
        const now = performance.now();
        const isLast = event.step && event.done === event.total;
        if (now < next && !isLast) break;
        const look = phase === 'comparison' ? undefined : await watching?.look();
        next = performance.now() + Math.max(pause.least, pause.looks * (performance.now() - now));
        const progress = { phase, expert, done: Math.min(1, done / work) };
        post({ type: 'progress', ...progress, step: event.step ? event.done : undefined, look });
        break;
      }
      case 'skipped':
        post({ type: 'skipped', files: event.files });
        break;
      case 'written':
        break;
      default:
        event satisfies never;
    }
  }
}
