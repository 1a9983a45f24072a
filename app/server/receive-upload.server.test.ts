import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { receiveImportForm } from './receive-import-form.server.ts';
import { receiveUpload } from './receive-upload.server.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'workbench-upload-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
});

const stored = () => {
  const folder = join(dataDir, 'uploads');
  return existsSync(folder) ? readdirSync(folder) : [];
};

async function* chunks(sizes: readonly number[], fail?: Error) {
  for (const size of sizes) yield new Uint8Array(size).fill(65 + (size % 26));
  if (fail) throw fail;
}

test('a file is written as it comes', async () => {
  const upload = await receiveUpload({ dataDir, bytes: chunks([3, 0, 5]), announced: 8 });
  expect(readFileSync(join(dataDir, 'uploads', upload), 'latin1')).toBe('DDDFFFFF');
});

test('a file past the limit is refused, nothing of it stays, and no more than the limit is ever written', async () => {
  const coming = chunks([40, 40, 40]);
  await expect(receiveUpload({ dataDir, bytes: coming, limit: 100 })).rejects.toMatchObject({
    code: 'too-large',
    message: expect.stringContaining('100 B'),
  });
  expect(stored()).toEqual([]);
});

test('one that never ends is not read for ever', async () => {
  let read = 0;
  async function* endless() {
    for (;;) {
      read += 10;
      yield new Uint8Array(10);
    }
  }
  await expect(receiveUpload({ dataDir, bytes: endless(), limit: 100 })).rejects.toMatchObject({
    code: 'too-large',
  });
  expect(read).toBeLessThan(300);
});

test('nothing stays of a file that is empty, cut short or broken off', async () => {
  await expect(receiveUpload({ dataDir, bytes: chunks([]) })).rejects.toMatchObject({ code: 'bad-input' });
  await expect(receiveUpload({ dataDir, bytes: chunks([5]), announced: 9 })).rejects.toMatchObject({
    code: 'bad-input',
  });
  await expect(receiveUpload({ dataDir, bytes: chunks([5], new Error('aborted')) })).rejects.toThrow(
    'aborted',
  );
  expect(stored()).toEqual([]);
});

function formRequest(fields: FormData): Request {
  return new Request('http://localhost/import', { method: 'POST', body: fields });
}

test('a form without a script brings its fields, and its file to the disk', async () => {
  const form = new FormData();
  form.set('kind', 'dataset');
  form.set('target', 'été');
  form.set('file', new File(['one\r\ntwo'], 'my file.jsonl'));
  const { fields, file } = await receiveImportForm(formRequest(form), dataDir);
  expect([...fields]).toEqual([
    ['kind', 'dataset'],
    ['target', 'été'],
  ]);
  expect(file.fileName).toBe('my file.jsonl');
  expect(readFileSync(join(dataDir, 'uploads', file.upload), 'utf8')).toBe('one\r\ntwo');
});

test('a form without a file, or that is no form, says so and leaves nothing', async () => {
  const without = new FormData();
  without.set('kind', 'dataset');
  without.set('file', new File([], ''));
  await expect(receiveImportForm(formRequest(without), dataDir)).rejects.toMatchObject({ code: 'bad-input' });
  const none = new FormData();
  none.set('kind', 'dataset');
  await expect(receiveImportForm(formRequest(none), dataDir)).rejects.toMatchObject({
    message: 'Choose a file.',
  });
  const nonsense = new Request('http://localhost/import', { method: 'POST', body: 'x=1' });
  await expect(receiveImportForm(nonsense, dataDir)).rejects.toMatchObject({ code: 'bad-input' });
  expect(stored()).toEqual([]);
});
