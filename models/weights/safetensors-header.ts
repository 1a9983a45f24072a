import { WorkbenchError } from '#lib/errors.ts';
import { isStoredDtype, type StoredDtype, storedDtypeBytes } from './stored-dtypes.ts';

/** One tensor's entry of a header; offsets are bytes from the end of the header, half-open. */
export interface HeaderEntry {
  readonly name: string;
  readonly dtype: StoredDtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>;
  readonly entries: readonly HeaderEntry[];
}

/** The reference reader's own limit: a longer header is an attack or a broken file. */
export const maxHeaderBytes = 100_000_000;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function refuse(file: string, what: string): never {
  throw new WorkbenchError('bad-input', `${file} is not a valid safetensors file: ${what}`);
}

function parseJson(bytes: Uint8Array, file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    refuse(file, 'its header is not JSON. The download may be broken or the file of another kind.');
  }
  if (!isRecord(value)) refuse(file, 'its header is not a JSON object.');
  return value;
}

function parseMetadata(value: unknown, file: string): Record<string, string> {
  if (value === undefined) return {};
  if (!isRecord(value)) refuse(file, 'its __metadata__ is not an object.');
  const entries = Object.entries(value).map(([key, text]) => {
    if (typeof text !== 'string') refuse(file, `its __metadata__ "${key}" is not a text.`);
    return [key, text] as const;
  });
  return Object.fromEntries(entries);
}

function parseEntry(name: string, value: unknown, file: string): HeaderEntry {
  if (!isRecord(value)) refuse(file, `the entry of tensor "${name}" is not an object.`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isStoredDtype(dtype)) {
    const known = Object.keys(storedDtypeBytes).join(', ');
    refuse(file, `tensor "${name}" has the number format ${JSON.stringify(dtype)}; known are ${known}.`);
  }
  if (!Array.isArray(shape) || !shape.every(isCount)) {
    refuse(file, `the shape of tensor "${name}" is not a list of whole numbers.`);
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    refuse(file, `the data_offsets of tensor "${name}" are not two whole numbers.`);
  }
  const [begin = 0, end = 0] = offsets as readonly number[];
  const bytes = (shape as readonly number[]).reduce((size, n) => size * n, storedDtypeBytes[dtype]);
  if (!Number.isSafeInteger(bytes) || end - begin !== bytes) {
    refuse(
      file,
      `tensor "${name}" needs ${bytes} bytes by its shape and format, but its offsets give ${end - begin}.`,
    );
  }
  return { name, dtype, shape, begin, end };
}

/** Tensors must lie side by side and fill the data part: neither holes, nor overlaps, nor bytes left over. */
function checkLayout(entries: readonly HeaderEntry[], dataBytes: number, file: string): void {
  let position = 0;
  for (const { name, begin, end } of entries) {
    if (begin < position) refuse(file, `tensor "${name}" overlaps the one before it.`);
    if (begin > position) {
      refuse(file, `there is a hole of ${begin - position} bytes before tensor "${name}".`);
    }
    if (end > dataBytes) {
      refuse(
        file,
        `tensor "${name}" ends at byte ${end} of the data, but only ${dataBytes} are there. The file is truncated; download or copy it again.`,
      );
    }
    position = end;
  }
  if (position < dataBytes) refuse(file, `${dataBytes - position} bytes follow the last tensor.`);
}

/**
 * The header of a safetensors file, checked as strictly as the reference reader does. A name that stands
 * twice is found too: JSON keeps the last of the two, and the bytes of the first are then a hole.
 * @param json the header's bytes, without the 8 that give its length
 * @param dataBytes how many bytes follow the header in the file
 * @param file the name for error messages
 * @returns entries in the order of their data
 * @throws WorkbenchError `bad-input`, naming the tensor and the file
 */
export function parseSafetensorsHeader(json: Uint8Array, dataBytes: number, file: string): SafetensorsHeader {
  const { __metadata__: metadata, ...tensors } = parseJson(json, file);
  const entries = Object.entries(tensors).map(([name, value]) => parseEntry(name, value, file));
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkLayout(entries, dataBytes, file);
  return { metadata: parseMetadata(metadata, file), entries };
}
