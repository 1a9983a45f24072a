import { unstable_parseMultipartFormData as parseMultipart, type UploadHandler } from '@remix-run/node';
import { removeUpload } from '#jobs/uploads.ts';
import { isWorkbenchError, WorkbenchError } from '#lib/errors.ts';
import { type ReceivedFile, shownFileName } from './import-request.server.ts';
import { receiveUpload } from './receive-upload.server.ts';

export interface ReceivedForm {
  readonly fields: FormData;
  readonly file: ReceivedFile;
}

const longestField = 10_000;

/**
 * Reads the import form as a browser without a script sends it, its file straight to disk. Throws WorkbenchError
 * where no file was chosen, or it is too large, or the form cannot be read; then nothing stays on the disk.
 */
export async function receiveImportForm(request: Request, dataDir: string): Promise<ReceivedForm> {
  let file: ReceivedFile | undefined;
  const handler: UploadHandler = async ({ name, filename, data }) => {
    if (filename === undefined) return readField(data);
    if (name === 'file' && !file)
      file = { upload: await receiveUpload({ dataDir, bytes: data }), fileName: shownFileName(filename) };
    return undefined;
  };
  try {
    const fields = await parseMultipart(request, handler);
    if (!file) throw new WorkbenchError('bad-input', 'Choose a file.', { field: 'file' });
    return { fields, file };
  } catch (error) {
    if (file) removeUpload(dataDir, file.upload);
    if (isWorkbenchError(error)) throw error;
    throw new WorkbenchError(
      'bad-input',
      'The form could not be read. Give the file a name of letters, digits and hyphens, and send it again.',
      { field: 'file' },
    );
  }
}

async function readField(data: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of data)
    if (text.length <= longestField) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}
