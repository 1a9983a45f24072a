import { useNavigate } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';

export type FieldErrors = Readonly<Record<string, string>>;

export type UploadState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending'; readonly sent: number; readonly total: number }
  | { readonly kind: 'refused'; readonly errors: FieldErrors };

export interface Upload {
  readonly state: UploadState;
  start(file: File, fields: URLSearchParams): void;
  cancel(): void;
  refuse(errors: FieldErrors): void;
}

/** Sends a file as it is, tells how far it is, and goes to the page of its job. */
export function useUpload(): Upload {
  const [state, setState] = useState<UploadState>({ kind: 'idle' });
  const current = useRef<XMLHttpRequest | null>(null);
  const navigate = useNavigate();
  useEffect(() => () => current.current?.abort(), []);
  const start = (file: File, fields: URLSearchParams) => {
    fields.set('fileName', file.name);
    // fetch tells nothing of how much has been sent.
    const request = new XMLHttpRequest();
    current.current = request;
    request.open('PUT', `/import/upload?${fields}`);
    request.upload.onprogress = ({ loaded, total }) => setState({ kind: 'sending', sent: loaded, total });
    request.onload = () => {
      const answer = readAnswer(request.responseText);
      if (answer.job) navigate(`/jobs/${answer.job}`);
      else setState({ kind: 'refused', errors: answer.errors ?? unexpected });
    };
    request.onerror = () => setState({ kind: 'refused', errors: brokenOff });
    request.onabort = () => setState({ kind: 'idle' });
    setState({ kind: 'sending', sent: 0, total: file.size });
    request.send(file);
  };
  return {
    state,
    start,
    cancel: () => current.current?.abort(),
    refuse: (errors) => setState({ kind: 'refused', errors }),
  };
}

const brokenOff = { file: 'The connection broke off. Nothing was imported; try again.' };
const unexpected = {
  file: 'The server did not take the file. Reload the page; you may have to sign in again.',
};

function readAnswer(text: string): { readonly job?: string; readonly errors?: FieldErrors } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
