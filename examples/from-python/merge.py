"""Merges models from Python: python3 merge.py FILE:CLASSES FILE:CLASSES ..."""

import json
import shutil
import struct
import subprocess
import sys

EXMODEL = ["exmodel"] if shutil.which("exmodel") else ["npx", "-y", "@exmodel/runner"]


def merge(experts, out, **options):
    """Teaches a student from `experts`, each 'FILE:class,class'; options are those of `exmodel merge`. Raises CalledProcessError."""
    given = [part for expert in experts for part in ("--expert", expert)]
    given += [part for name, value in options.items() for part in ("--" + name, str(value))]
    subprocess.run([*EXMODEL, "merge", *given, "--out", out], check=True)


def safetensors_header(path):
    """Names, shapes and metadata of a safetensors file: eight bytes of length, then JSON."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        return json.loads(file.read(length))


if __name__ == "__main__":
    merge(sys.argv[1:], "student.safetensors", input="8x8x1", mean=0.5, std=0.3, iterations=300)
    header = safetensors_header("student.safetensors")
    print("classes", json.loads(header.pop("__metadata__")["classes"]))
    for name, tensor in sorted(header.items()):
        print(name, tensor["shape"])
