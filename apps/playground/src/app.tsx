import type { GivenFiles } from '@exmodel/models/weights';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { parseClassList } from '../../runner/src/merge/class-list';
import { classNamesOf } from './class-names';
import { Computer } from './compute/computer';
import { inThePage } from './compute/in-the-page';
import { findModels, modelName } from './files/find-models';
import { begun, followed, type GivenModel, type Merging } from './merging';
import { normalizationOf, type Settings, usual } from './settings';

import { ModelsStep } from './views/models-step';
import { OwnPictures } from './views/own-pictures';
import { StudentStep } from './views/student-step';
import { WatchStep } from './views/watch-step';

export function App() {
  const computer = useMemo(() => new Computer(), []);
  const [models, setModels] = useState<readonly GivenModel[]>([]);
  const [images, setImages] = useState<GivenFiles>(new Map());
  const [settings, setSettings] = useState<Settings>(usual);
  const [merging, setMerging] = useState<Merging>();
  const [notice, setNotice] = useState('');
  const ids = useRef(0);
  const drops = useRef(0);
  useEffect(() => () => computer.stop(), [computer]);

  const change = (id: number, changes: Partial<GivenModel>) =>
    setModels((all) => all.map((model) => (model.id === id ? { ...model, ...changes } : model)));

  async function add(given: GivenFiles): Promise<void> {
    // Files of two drops may have the same names.
    const drop = `${++drops.current}/`;
    const files = new Map([...given].map(([path, file]) => [drop + path, file]));
    const paths = findModels([...files.keys()]);
    setNotice(
      paths.length > 0
        ? ''
        : `No model is among the files that were given (${files.size}). Give a .zip, .json, .onnx, .pth, .safetensors, .keras or .h5 file, with all files beside it.`,
    );
    const added = paths.map((path) => {
      return { id: ++ids.current, name: modelName(path.slice(drop.length)), path, files, classes: '' };
    });
    setModels((all) => [...all, ...added]);
    for (const { id, name, path } of added) {
      try {
        const facts = await computer.inspect({ files, path });
        change(id, { facts, classes: classNamesOf(name, facts) });
      } catch (error) {
        change(id, { fault: (error as Error).message.replaceAll(drop, '') });
      }
    }
  }

  function start(): void {
    const { steps: iterations, seed, architecture, side, engine } = settings;
    const names = models.map(({ name }) => name);
    const fresh = begun({ names, steps: iterations, images: images.size });
    const fail = (message: string) => setMerging((now) => ({ ...(now ?? fresh), state: 'failed', message }));
    setMerging(fresh);
    try {
      const experts = models.map(({ path, name, classes }) => ({
        path,
        classes: parseClassList(classes, name, '').map((named) => named.name),
      }));
      const channels = models.flatMap(({ facts }) => facts?.takes[2] ?? [])[0] ?? 3;
      const wishes = {
        architecture: architecture || undefined,
        shape: side === undefined ? undefined : ([side, side, channels] as const),
        normalization: normalizationOf(settings.pixels, channels),
      };
      const files = new Map(models.flatMap((model) => [...model.files]));
      computer.merge({ files, experts, images, wishes, iterations, seed, engine }, (update) => {
        if (update.type === 'failed') fail(withNames(update.message, models));
        else setMerging((now) => now && followed(now, update));
      });
    } catch (error) {
      fail(inThePage((error as Error).message));
    }
  }

  function cancel(): void {
    computer.stop();
    setMerging(undefined);
  }

  const isRunning = merging?.state === 'running';
  return (
    <>
      <ModelsStep
        {...{ models, settings, notice }}
        isDisabled={isRunning}
        onFiles={(files) => void add(files)}
        onClasses={(id, classes) => change(id, { classes })}
        onRemove={(id) => setModels((all) => all.filter((model) => model.id !== id))}
        onSettings={setSettings}
      />
      <OwnPictures images={images} isDisabled={isRunning} onImages={setImages} />
      <WatchStep {...{ models, images, merging, settings }} onStart={start} onCancel={cancel} />
      <StudentStep merging={merging} />
    </>
  );
}

/** A message with the models' names in place of their paths. */
function withNames(message: string, models: readonly GivenModel[]): string {
  return models.reduce((text, { path, name }) => text.replaceAll(path, name), message);
}
