/** A kind of file that is not read: how it is recognised, what it is, and what to do instead. */
interface ForeignFormat {
  /** @param text its first bytes, one character a byte */
  readonly is: (text: string) => boolean;
  readonly what: string;
  readonly advice: string;
}

const asOnnx = 'export the model as ONNX';

/** What else people give for a model, each with the step that helps. The first that fits counts. */
export const foreignFormats: readonly ForeignFormat[] = [
  {
    is: begins('version https://git-lfs'),
    what: 'a Git LFS pointer instead of the file',
    advice: 'Fetch the file: git lfs pull.',
  },
  {
    is: begins('PK\x05\x06'),
    what: 'an archive without files',
    advice: 'Download or save it again.',
  },
  {
    is: (text) => /^\s*<\?xml/.test(text),
    what: 'XML, as OpenVINO writes models',
    advice: `Give the model that it was made from, or ${asOnnx}.`,
  },
  {
    is: (text) => /^\s*</.test(text),
    what: 'a page of a website',
    advice: 'Download the file itself.',
  },
  {
    is: begins('\x93NUMPY'),
    what: 'a single NumPy array',
    advice: 'Save arrays by name: numpy.savez.',
  },
  {
    is: (text) => text.startsWith('TFL3', 4),
    what: 'a TensorFlow Lite model',
    advice: 'Give the model that it was made from; of Teachable Machine, its export for TensorFlow.js.',
  },
  {
    // The version of its schema, then a graph. ONNX files of such an early version are not read either.
    is: begins('\x08\x01\x12'),
    what: 'a SavedModel of TensorFlow',
    advice: `Convert its folder: tensorflowjs_converter --input_format=tf_saved_model FOLDER OUT; or ${asOnnx}: python -m tf2onnx.convert --saved-model FOLDER --output model.onnx.`,
  },
  {
    is: isCoreMl,
    what: 'a Core ML model',
    advice: `Give the model that it was made from, or ${asOnnx}.`,
  },
  {
    is: begins('\x1f\x8b'),
    what: 'packed by gzip',
    advice: 'Unpack it: tar -xzf FILE, or gunzip FILE if it is a single file.',
  },
  {
    is: begins('7z\xbc\xaf', 'Rar!', 'BZh', '\xfd7zXZ', '\x28\xb5\x2f\xfd'),
    what: 'packed by 7z, rar, bzip2, xz or zstd',
    advice: 'Unpack it, and give the model in it.',
  },
  {
    is: (text) => text.startsWith('ustar', 257),
    what: 'an archive of tar',
    advice: 'Unpack it: tar -xf FILE.',
  },
  {
    is: begins('\x89PNG', '\xff\xd8\xff', 'GIF8', 'RIFF'),
    what: 'a picture',
    advice: 'Give a model; pictures are given as a folder, with --images or --test.',
  },
  {
    is: begins('%PDF'),
    what: 'a PDF',
    advice: 'Download the model itself.',
  },
  {
    is: begins('\x80'),
    what: 'a pickle',
    advice: "Save a state dict with PyTorch: torch.save(model.state_dict(), 'weights.pth').",
  },
];

function begins(...starts: readonly string[]): ForeignFormat['is'] {
  return (text) => starts.some((start) => text.startsWith(start));
}

/** A version, then a description of some length that begins with its inputs. In ONNX, the name of a program stands there. */
function isCoreMl(text: string): boolean {
  if (!text.startsWith('\x08') || text.charAt(2) !== '\x12') return false;
  let at = 3;
  while (at < 6 && text.charCodeAt(at) >= 0x80) at++;
  return text.charAt(at + 1) === '\n';
}
