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
import { StudentStep } from './views/student-step';
import { WatchStep } from './views/watch-step';

export function App() {
  const computer = useMemo(() => new Computer(), []);
  const [models, setModels] = useState<readonly GivenModel[]>([]);
  const [settings, setSettings] = useState<Settings>(usual);
  const [merging, setMerging] = useState<Merging>();
  const [notice, setNotice] = useState('');
  const ids = useRef(0);
  useEffect(() => () => computer.stop(), [computer]);

  const change = (id: number, changes: Partial<GivenModel>) =>
    setModels((all) => all.map((model) => (model.id === id ? { ...model, ...changes } : model)));

  async function add(files: GivenFiles): Promise<void> {
    const paths = findModels([...files.keys()]);
    setNotice(
      paths.length > 0
        ? ''
        : `No model is among ${files.size} files. Give a .zip, .json, .onnx, .pth, .safetensors, .keras or .h5 file, with all files beside it.`,
    );
    const added = paths.map((path) => ({
      id: ++ids.current,
      name: modelName(path),
      path,
      files,
      classes: '',
    }));
    setModels((all) => [...all, ...added]);
    for (const { id, name, path } of added) {
      try {
        const facts = await computer.inspect({ files, path });
        change(id, { facts, classes: classNamesOf(name, facts) });
      } catch (error) {
        change(id, { fault: (error as Error).message });
      }
    }
  }

  function start(): void {
    try {
      const experts = models.map(({ path, name, classes }) => ({
        path,
        classes: parseClassList(classes, name, '').map((named) => named.name),
      }));
      const { steps: iterations, seed, architecture, side } = settings;
      const channels = models.flatMap(({ facts }) => facts?.takes[2] ?? [])[0] ?? 3;
      const wishes = {
        architecture: architecture || undefined,
        shape: side === undefined ? undefined : ([side, side, channels] as const),
        normalization: normalizationOf(settings.pixels, channels),
      };
      setMerging(begun);
      const files = new Map(models.flatMap((model) => [...model.files]));
      computer.merge({ files, experts, wishes, iterations, seed }, (update) =>
        setMerging((now) => now && followed(now, update)),
      );
    } catch (error) {
      setMerging({ ...begun, state: 'failed', message: inThePage((error as Error).message) });
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
      <WatchStep {...{ models, merging, settings }} onStart={start} onCancel={cancel} />
      <StudentStep {...{ models, merging }} />
    </>
  );
}
