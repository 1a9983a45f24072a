import { parentPort, workerData } from 'node:worker_threads';
import { type AsideName, asideTasks } from '#app/server/aside-tasks.server.ts';
import { type Db, openDatabase } from '#db/client.ts';
import { type ErrorCode, isWorkbenchError } from '#lib/errors.ts';

export interface AsideRequest {
  readonly id: number;
  readonly name: AsideName;
  readonly asked: unknown;
}

export type AsideAnswer = { readonly id: number } & (
  | { readonly value: unknown }
  | {
      /** An expected failure: what its class is made of, which is lost between threads. */
      readonly refusal: {
        readonly code: ErrorCode;
        readonly message: string;
        readonly details: Readonly<Record<string, string | number>>;
      };
    }
  | { readonly defect: unknown }
);

/** Answers tasks one after the other, over a connection of its own that cannot write. */
export function serveAside(): void {
  const db = openDatabase((workerData as { path: string }).path, { readonly: true });
  parentPort?.on('message', (request: AsideRequest) => parentPort?.postMessage(answerTo(db, request)));
}

function answerTo(db: Db, { id, name, asked }: AsideRequest): AsideAnswer {
  try {
    const task = asideTasks[name] as (db: Db, asked: unknown) => unknown;
    return { id, value: task(db, asked) };
  } catch (error) {
    if (!isWorkbenchError(error)) return { id, defect: error };
    const { code, message, details } = error;
    return { id, refusal: { code, message, details } };
  }
}
