import { useEffect, useMemo } from 'preact/hooks';
import type { StudentFile } from '../compute/messages';
import type { Merging } from '../merging';

/** How each format is used. */
const uses: Readonly<Record<string, string>> = {
  'student.zip': 'a TensorFlow.js model: unpack it, then tf.loadLayersModel("model.json")',
  'student.safetensors': 'weights under PyTorch’s names, with classes and image size inside',
  'student.pth': 'module.load_state_dict(torch.load("student.pth"))',
  'student.onnx': 'wherever the models’ ONNX files run',
};

export function StudentStep({ merging }: { readonly merging: Merging | undefined }) {
  const students = merging?.students ?? [];
  const rows = merging?.agreements;
  return (
    <section aria-labelledby="student">
      <h2 id="student">
        <span class="number">3</span> Take the student
      </h2>
      {students.length === 0 && <p class="small">It will be here: one model for all classes.</p>}
      {merging?.plan !== undefined && students.length > 0 && (
        <p>
          One model for {merging.plan.classes.length} classes: {merging.plan.classes.join(', ')}.
        </p>
      )}
      <ul class="downloads">
        {students.map((file) => (
          <Download key={file.name} file={file} />
        ))}
      </ul>
      {rows !== undefined && (
        <table>
          <caption>
            How often the student chooses what a model chooses among its own classes, on{' '}
            {merging?.images === 0
              ? 'further painted images'
              : 'pictures of yours that it did not learn from'}
            . This is not accuracy: only labelled images show whether it is right, with exmodel evaluate.
          </caption>
          <thead>
            <tr>
              <th scope="col">model</th>
              <th scope="col">images</th>
              <th scope="col">agreement</th>
            </tr>
          </thead>
          <tbody>
            {merging?.names.map((name, i) => {
              const row = rows[i];
              return (
                <tr key={i}>
                  <th scope="row">{name}</th>
                  <td>{row?.images ?? 0}</td>
                  <td>{row === undefined || row.images === 0 ? '–' : `${(100 * row.own).toFixed(1)} %`}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Download({ file: { name, bytes } }: { readonly file: StudentFile }) {
  const url = useMemo(() => URL.createObjectURL(new Blob([bytes])), [bytes]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  return (
    <li>
      <a class="button main" href={url} download={name}>
        Download {name}
      </a>
      <span class="small">
        {Math.ceil(bytes.length / 1000)} kB, {uses[name] ?? ''}
      </span>
    </li>
  );
}
