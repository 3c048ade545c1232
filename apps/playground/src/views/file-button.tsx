import type { GivenFiles } from '@exmodel/models/weights';
import { chosenFiles } from '../files/dropped-files';

interface Props {
  readonly label: string;
  readonly isFolder?: boolean;
  /** Kinds of files that are offered; all if it is not given. */
  readonly accept?: string;
  readonly isDisabled: boolean;
  onFiles(files: GivenFiles): void;
}

/** A file input that looks like a button. */
export function FileButton({ label, isFolder = false, accept, isDisabled, onFiles }: Props) {
  return (
    <label class="button">
      {label}
      <input
        type="file"
        multiple
        accept={accept}
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
