// Loaded before the command (`node --import`): counts the operations of node:fs below a folder, and lets one of them fail, or the
// process die before it. Settings are environment variables:
//   FAULT_BELOW  the folder
//   FAULT_AT     the number of the operation, from 1 on
//   FAULT_KIND   counts only operations of this kind: how many others there are before one depends on the time, as the number of states kept does
//   FAULT_CODE   ENOSPC, EIO, EACCES, or KILL
//   FAULT_LOG    file to which every operation is written: `number operation path`, then the number among those of its kind, and its kind
// What node does in one call and the operating system in several (write a file, remove a folder) is done here in several, so
// that it can fail or die in the middle.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { join, resolve, sep } from 'node:path';

const {
  FAULT_BELOW: below = '/nowhere',
  FAULT_AT,
  FAULT_KIND,
  FAULT_CODE: code = 'KILL',
  FAULT_LOG: log,
} = process.env;
const at = Number(FAULT_AT);
const real = { ...fs };
const logDescriptor = log === undefined ? undefined : real.openSync(log, 'a');
/** Paths of the descriptors that were opened below the folder. */
const opened = new Map();
let count = 0;
/** How many operations of each kind there were. */
const counts = new Map();
/** An operation and its path, without what is random in a name. */
const kindOf = (operation, path) =>
  `${operation}:${path.slice(below.length + 1).replaceAll(/[0-9a-f]{12,}/g, '#')}`;

// Whether somebody cancels the run is asked by time, and would count otherwise in each run.
const isBelow = (path) =>
  typeof path === 'string' &&
  `${resolve(path)}${sep}`.startsWith(`${below}${sep}`) &&
  !path.endsWith('.cancelled');

/** Counts an operation, and fails or dies if it is the one. */
function meet(operation, path) {
  count++;
  const kind = kindOf(operation, path);
  const ofKind = (counts.get(kind) ?? 0) + 1;
  counts.set(kind, ofKind);
  if (logDescriptor !== undefined)
    real.writeSync(logDescriptor, `${count} ${operation} ${path} ${ofKind} ${kind}\n`);
  if (FAULT_KIND === undefined ? count !== at : kind !== FAULT_KIND || ofKind !== at) return;
  if (code === 'KILL') {
    process.kill(process.pid, 'SIGKILL');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
  const errno = -os.constants.errno[code];
  const message = `${code}: injected, ${operation} '${path}'`;
  throw Object.assign(new Error(message), { errno, code, syscall: operation, path });
}

/** The same as node's, after the operation has been met. */
const watched =
  (name, pathOf = (...given) => given[0]) =>
  (...given) => {
    const path = pathOf(...given);
    if (isBelow(path)) meet(name.replace(/Sync$/, ''), path);
    return real[name](...given);
  };

function openSync(path, ...rest) {
  if (isBelow(path)) meet('open', path);
  const descriptor = real.openSync(path, ...rest);
  if (isBelow(path)) opened.set(descriptor, path);
  return descriptor;
}

function closeSync(descriptor) {
  opened.delete(descriptor);
  real.closeSync(descriptor);
}

/** Writes half, then the rest: a disk that fills up, or a process that dies, leaves the half. */
function writeAll(descriptor, bytes) {
  const path = opened.get(descriptor);
  const half = bytes.length >> 1;
  writePart(descriptor, bytes.subarray(0, half));
  if (path !== undefined) meet('write', path);
  writePart(descriptor, bytes.subarray(half));
}

function writePart(descriptor, bytes) {
  for (let done = 0; done < bytes.length; ) done += real.writeSync(descriptor, bytes, done);
}

const bytesOf = (data) => (typeof data === 'string' ? Buffer.from(data) : data);

function writeFileSync(file, data, options) {
  if (typeof file === 'number') {
    writeAll(file, bytesOf(data));
    return;
  }
  if (!isBelow(file)) {
    real.writeFileSync(file, data, options);
    return;
  }
  const descriptor = openSync(file, options?.flag ?? 'w', options?.mode);
  try {
    writeAll(descriptor, bytesOf(data));
    if (options?.flush === true) fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function appendFileSync(file, data, options) {
  writeFileSync(file, data, { ...options, flag: 'a' });
}

function fsyncSync(descriptor) {
  if (opened.has(descriptor)) meet('fsync', opened.get(descriptor));
  real.fsyncSync(descriptor);
}

function rmSync(path, options) {
  if (!isBelow(path)) {
    real.rmSync(path, options);
    return;
  }
  const entry = real.lstatSync(path, { throwIfNoEntry: false });
  if (options?.recursive === true && entry?.isDirectory()) {
    for (const name of fs.readdirSync(path)) rmSync(join(path, name), options);
    fs.rmdirSync(path);
  } else if (entry !== undefined || options?.force !== true) {
    fs.unlinkSync(path);
  }
}

const second = (_, path) => path;
Object.assign(fs, { openSync, closeSync, writeFileSync, appendFileSync, fsyncSync, rmSync });
for (const name of [
  'mkdirSync',
  'unlinkSync',
  'rmdirSync',
  'utimesSync',
  'truncateSync',
  'readFileSync',
  'readdirSync',
])
  fs[name] = watched(name);
for (const name of ['renameSync', 'linkSync', 'copyFileSync']) fs[name] = watched(name, second);
syncBuiltinESMExports();
