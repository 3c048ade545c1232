import { afterEach, expect, test, vi } from 'vitest';
import { addressSpace } from '../host/address-space';
import { EngineStartError } from './engine-start-error';
import { reserveMemory } from './reserve-memory';

vi.mock('../host/address-space', () => ({ addressSpace: vi.fn() }));

const GIB = 2 ** 30;
const unlimited = { used: 0, limit: Number.POSITIVE_INFINITY };

afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

/** A host that grants memories of at most so many pages. */
function grants(pages: number): void {
  const refuse = function Memory({ maximum = 0 }: WebAssembly.MemoryDescriptor) {
    if (maximum > pages) throw new RangeError('could not allocate memory');
  };
  vi.stubGlobal('WebAssembly', { Memory: vi.fn(refuse) });
}

function refusal(): string {
  try {
    reserveMemory();
  } catch (error) {
    expect(error).toBeInstanceOf(EngineStartError);
    return (error as Error).message;
  }
  throw new Error('not refused');
}

test.each([
  ['without a limit, all that 32 bits address', unlimited, 4 * GIB],
  ['half of what is left', { used: GIB, limit: 4 * GIB }, 1.5 * GIB],
])('a memory of 2 MiB may grow to %s', (_, space, limit) => {
  vi.mocked(addressSpace).mockReturnValue(space);
  const reserved = reserveMemory();
  expect(reserved.limit).toBe(limit);
  expect(reserved.memory.buffer.byteLength).toBe(2 ** 21);
});

test('less is taken where the host grants less', () => {
  vi.mocked(addressSpace).mockReturnValue(unlimited);
  grants(5000);
  expect(reserveMemory().limit).toBe(GIB / 4);
});

test('what is needed is said where the host grants none', () => {
  vi.mocked(addressSpace).mockReturnValue(unlimited);
  grants(1000);
  expect(refusal()).toMatch(/no WebAssembly memory of 64 MiB\. End other programs/);
  vi.mocked(addressSpace).mockReturnValue({ used: GIB, limit: 4 * GIB });
  vi.stubEnv('NODE_OPTIONS', '');
  expect(refusal()).toMatch(
    /3\.0 GiB of 4\.0 GiB are left\. .*ulimit -v 13000000 or more, or set NODE_OPTIONS=--disable-wasm-trap-handler, with which ulimit -v 3200000 is enough\.$/,
  );
});

test('advice that was followed is not given again', () => {
  vi.stubEnv('NODE_OPTIONS', '--disable-wasm-trap-handler');
  vi.mocked(addressSpace).mockReturnValue({ used: GIB, limit: 1.1 * GIB });
  expect(refusal()).toMatch(/are left\. Allow this process ulimit -v 3200000 or more\.$/);
});

test('a memory is refused that leaves too little for all else', () => {
  vi.mocked(addressSpace)
    .mockReturnValueOnce({ used: GIB, limit: 12 * GIB })
    .mockReturnValue({ used: 11.7 * GIB, limit: 12 * GIB });
  expect(refusal()).toMatch(/has no room/);
});

test('without WebAssembly, that is the reason', () => {
  vi.stubGlobal('WebAssembly', undefined);
  expect(refusal()).toBe(
    'The engine cannot start: it is made of WebAssembly, which is switched off here. Run Node without --jitless, or a browser without the like.',
  );
});
