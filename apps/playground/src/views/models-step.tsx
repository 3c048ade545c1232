import type { GivenFiles } from '@exmodel/models/weights';
import type { GivenModel } from '../merging';
import { sampleFiles } from '../samples';
import type { Settings } from '../settings';
import { DropZone } from './drop-zone';
import { FileButton } from './file-button';
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
  return (
    <section aria-labelledby="models">
      <h2 id="models">
        <span class="number">1</span> Your models
      </h2>
      <p>Two or more image classifiers. They may know different classes, and come from different people.</p>
      <DropZone label="Drop models here" {...{ isDisabled, onFiles }}>
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
      </DropZone>
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
