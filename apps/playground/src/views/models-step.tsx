import type { GivenFiles } from '@exmodel/models/weights';
import { useState } from 'preact/hooks';
import { chosenFiles, droppedFiles } from '../files/dropped-files';
import type { GivenModel } from '../merging';
import { sampleFiles } from '../samples';
import type { Settings } from '../settings';
import { ModelCard } from './model-card';
import { SettingsForm } from './settings-form';

interface Props {
  readonly models: readonly GivenModel[];
  readonly settings: Settings;
  readonly notice: string;
  readonly isDisabled: boolean;
  onFiles(files: GivenFiles): void;
  onClasses(id: number, classes: string): void;
  onRemove(id: number): void;
  onSettings(settings: Settings): void;
}

export function ModelsStep({
  models,
  settings,
  notice,
  isDisabled,
  onFiles,
  onClasses,
  onRemove,
  onSettings,
}: Props) {
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!isDisabled && event.dataTransfer) void droppedFiles(event.dataTransfer).then(onFiles);
  };
  return (
    <section aria-labelledby="models">
      <h2 id="models">
        <span class="number">1</span> Your models
      </h2>
      <p>Two or more image classifiers. They may know different classes, and come from different people.</p>
      <section
        class={`drop${isOver ? ' over' : ''}`}
        aria-label="Drop files here"
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <p>Drop files or folders here, or</p>
        <p class="buttons">
          <FileButton label="Choose files" isDisabled={isDisabled} onFiles={onFiles} />
          <FileButton label="Choose a folder" isFolder isDisabled={isDisabled} onFiles={onFiles} />
          <button type="button" disabled={isDisabled} onClick={() => void sampleFiles().then(onFiles)}>
            Try two samples
          </button>
        </p>
        <p class="small">
          Teachable Machine’s zip · TensorFlow.js · ONNX · PyTorch .pth · safetensors · Keras .keras and .h5
        </p>
      </section>
      <p role="status" class="notice">
        {notice}
      </p>
      <ul class="cards">
        {models.map((model) => (
          <ModelCard
            key={model.id}
            {...{ model, isDisabled }}
            onClasses={(classes) => onClasses(model.id, classes)}
            onRemove={() => onRemove(model.id)}
          />
        ))}
      </ul>
      {models.length > 0 && <SettingsForm {...{ models, settings, isDisabled }} onChange={onSettings} />}
    </section>
  );
}

interface FileButtonProps {
  readonly label: string;
  readonly isFolder?: boolean;
  readonly isDisabled: boolean;
  onFiles(files: GivenFiles): void;
}

/** A file input that looks like a button. */
function FileButton({ label, isFolder = false, isDisabled, onFiles }: FileButtonProps) {
  return (
    <label class="button">
      {label}
      <input
        type="file"
        multiple
        disabled={isDisabled}
        {...(isFolder && { webkitdirectory: true })}
        onChange={({ currentTarget }) => {
          if (currentTarget.files?.length) onFiles(chosenFiles(currentTarget.files));
          currentTarget.value = ''; // The same file may be chosen again.
        }}
      />
    </label>
  );
}
