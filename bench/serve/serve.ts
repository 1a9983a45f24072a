import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrateDatabase, openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { addGenerator } from '#db/queries/generator-systems.ts';
import { createRandom, shuffled } from '#lib/rng.ts';
import { systems } from '#models/client.ts';
import { machineLine } from '../support/machine.ts';
import { processSeconds } from '../support/process-time.ts';
import { processTree } from '../support/process-tree.ts';
import { quantile } from '../support/quantile.ts';
import { type Program, startProgram } from '../support/start-program.ts';
import { ApiTalker, type AskedReply } from './api-talker.ts';
import { ChatTalker } from './chat-talker.ts';
import { conversationsOf, messagesEach } from './conversation-material.ts';
import { writeGpt117m } from './gpt-117m.ts';
import { letIn, type WaysIn } from './let-in.ts';
import { repliesKept } from './replies-kept.ts';
import { type Heard, simulatePeople } from './simulate-people.ts';
import type { Talker } from './talker.ts';

export interface ServeBenchOptions {
  /** `gpt-117m`, or the name of a system that ships. */
  readonly system: string;
  readonly weights: 'float32' | 'int8';
  /** `chat`: visitors of a chat link, whose conversations are kept; `api`: `/v1/chat/completions`. */
  readonly through: 'chat' | 'api';
  /** People at once, a row each. */
  readonly users: readonly number[];
  /** Whether more rows look for the most people whose p95 is at most `limitMs`. */
  readonly search: boolean;
  readonly limitMs: number;
  /** Between two messages of a person. */
  readonly intervalMs: number;
  /** Of each row. */
  readonly seconds: number;
  /** Of talking before the first row: every process has to load the model, and a large one takes its time. */
  readonly loadSeconds: number;
  /** Replies asked for again alone, to be compared. */
  readonly compared: number;
  /** A file of dialogues whose speakers' turns are said; the program's own without it. */
  readonly dialogues?: string | undefined;
  /** Further environment of the program. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly note: (line: string) => void;
}

export interface ServeBenchRow {
  readonly users: number;
  readonly replies: number;
  readonly repliesPerSecond: number;
  /** Milliseconds. */
  readonly first: { readonly p50: number; readonly p95: number };
  readonly whole: { readonly p50: number; readonly p95: number; readonly p99: number };
  readonly refused: number;
  readonly failures: readonly string[];
  /** Milliseconds of processor time a reply, of the models' processes, the program's others, and the simulated people. */
  readonly processor: { readonly models: number; readonly program: number; readonly people: number };
}

export interface ServeBenchResult {
  readonly machine: string;
  readonly system: string;
  readonly weights: string;
  readonly through: 'chat' | 'api';
  readonly intervalMs: number;
  readonly seconds: number;
  readonly limitMs: number;
  readonly messagesEach: number;
  readonly rows: readonly ServeBenchRow[];
  /** Replies of the heaviest load that were asked for once more alone, and how many came out the same. */
  readonly compared: number;
  readonly same: number;
}

const ownDialogues = fileURLToPath(new URL('../../fixtures/dialogues/dialogues.jsonl', import.meta.url));
const warmUpMs = 6_000;
/** So many that every process gets work. */
const peopleAtLoading = 24;
const finestStep = 5;

/**
 * CAiRE's stress test: people who talk with a system over HTTP with streaming, a message every `intervalMs`, in
 * conversations of several turns. The people are simulated in this process, and share the machine with the program.
 */
export async function benchServe(options: ServeBenchOptions): Promise<ServeBenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-bench-serve-'));
  try {
    const { system, ways } = prepare(folder, options);
    const program = await startProgram({ dataDir: join(folder, 'data'), variables: options.variables ?? {} });
    try {
      const stage = new Stage(options, { program, ways, system });
      await stage.warm();
      const rows: ServeBenchRow[] = [];
      const held = new Map<number, boolean>();
      const measure = async (users: number) => {
        const row = await stage.measure(users);
        rows.push(row);
        const holds = row.whole.p95 <= options.limitMs && row.failures.length === 0;
        held.set(users, holds);
        return holds;
      };
      for (const users of options.users) await measure(users);
      if (options.search) await mostThatHold(held, measure);
      const { system: name, weights, through, intervalMs, seconds, limitMs } = options;
      return {
        machine: machineLine(),
        system: name,
        weights,
        through,
        intervalMs,
        seconds,
        limitMs,
        messagesEach,
        rows: rows.toSorted((a, b) => a.users - b.users),
        ...(await stage.compare()),
      };
    } finally {
      await program.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Doubles while it holds, then halves the gap between what holds and what does not. */
export async function mostThatHold(
  known: ReadonlyMap<number, boolean>,
  holds: (users: number) => Promise<boolean>,
): Promise<number> {
  let low = Math.max(0, ...[...known].filter(([, held]) => held).map(([users]) => users));
  let high = Math.min(
    Infinity,
    ...[...known].filter(([users, held]) => !held && users > low).map(([users]) => users),
  );
  while (high === Infinity) {
    const next = Math.max(finestStep, low * 2);
    if (await holds(next)) low = next;
    else high = next;
  }
  while (high - low > Math.max(finestStep, low * 0.1)) {
    const middle = Math.round((low + high) / 2 / finestStep) * finestStep;
    if (middle <= low || middle >= high) break;
    if (await holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

function prepare(folder: string, { system, weights }: ServeBenchOptions) {
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  const db = openDatabase(databasePath(dataDir));
  migrateDatabase(db);
  const now = new Date().toISOString();
  const shipped = systems().find(({ name }) => name === system);
  const definition =
    system === 'gpt-117m'
      ? writeGpt117m(folder, weights)
      : shipped && { ...shipped, name: `${system} ${weights}`, weights };
  if (!definition) throw new Error(`there is no system ${system} to serve`);
  addGenerator(db, { name: definition.name, description: '', definition, now });
  const ways = letIn(db, { system: definition.name, now });
  db.driver.close();
  return { system: definition.name, ways };
}

interface Scene {
  readonly program: Program;
  readonly ways: WaysIn;
  readonly system: string;
}

class Stage {
  readonly #options: ServeBenchOptions;
  readonly #scene: Scene;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  readonly #conversations: readonly (readonly string[])[];
  /** Replies of the last load. */
  #asked: readonly AskedReply[] = [];
  #lastKept = 0;
  #seed = 0;

  constructor(options: ServeBenchOptions, scene: Scene) {
    this.#options = options;
    this.#scene = scene;
    this.#conversations = conversationsOf(options.dialogues ?? ownDialogues);
  }

  /** The model is loaded and compiled before anything is measured. */
  async warm(): Promise<void> {
    this.#options.note('Loading the model…');
    await this.#talk(peopleAtLoading, { warmUpMs: 0, measuredMs: this.#options.loadSeconds * 1000 });
  }

  async measure(users: number): Promise<ServeBenchRow> {
    const before = this.#processorSeconds();
    const heard = await this.#talk(users, { warmUpMs, measuredMs: this.#options.seconds * 1000 });
    const after = this.#processorSeconds();
    // All replies count here, those of the warm-up included.
    const each = (part: keyof typeof after) => (1000 * (after[part] - before[part])) / this.#asked.length;
    const processor = { models: each('models'), program: each('program'), people: each('people') };
    const row = rowOf(users, heard, processor);
    this.#options.note(
      `${users} people: ${row.repliesPerSecond.toFixed(1)} replies/s, p95 ${row.whole.p95.toFixed(0)} ms, ${row.refused} refused, ${row.failures.length} failed.`,
    );
    return row;
  }

  /** Asks for some of the replies of the last row again, one after another. */
  async compare(): Promise<{ readonly compared: number; readonly same: number }> {
    const random = createRandom('compare', 1);
    const chosen = shuffled(this.#asked, random).slice(0, this.#options.compared);
    let same = 0;
    for (const { messages, seed, text } of chosen) {
      const again = await this.#apiTalker(0, { seedOf: () => seed }).repeat(messages);
      if (again.text === text) same++;
    }
    return { compared: chosen.length, same };
  }

  #processorSeconds() {
    const tree = processTree(this.#scene.program.process.pid ?? 0);
    const sum = (processes: readonly { readonly seconds: number }[]) =>
      processes.reduce((total, { seconds }) => total + seconds, 0);
    const isModel = ({ command }: { readonly command: string }) => command.includes('models/pool/serve.ts');
    return {
      models: sum(tree.filter(isModel)),
      program: sum(tree.filter((process) => !isModel(process))),
      people: processSeconds(process.pid) ?? Number.NaN,
    };
  }

  async #talk(users: number, times: { warmUpMs: number; measuredMs: number }): Promise<Heard> {
    const asked: AskedReply[] = [];
    const { intervalMs, through } = this.#options;
    const { program, ways } = this.#scene;
    const talkers = Array.from({ length: users }, (_, person): Talker => {
      if (through === 'chat')
        return new ChatTalker({ address: program.address, agent: this.#agent, ...ways });
      return this.#apiTalker(person, {
        seedOf: () => this.#seed++,
        onReply: (reply) => asked.push(reply),
      });
    });
    const heard = await simulatePeople({
      talkers,
      conversations: this.#conversations,
      intervalMs,
      ...times,
    });
    if (through === 'api') this.#asked = asked;
    else {
      const { replies, last } = repliesKept(program.dataDir, this.#lastKept);
      this.#asked = replies;
      this.#lastKept = last;
    }
    return heard;
  }

  #apiTalker(
    person: number,
    own: { readonly seedOf: () => number; readonly onReply?: (reply: AskedReply) => void },
  ): ApiTalker {
    const { program, ways, system } = this.#scene;
    return new ApiTalker({
      address: program.address,
      agent: this.#agent,
      token: ways.tokenOf(person),
      system,
      person: `person ${person}`,
      ...own,
    });
  }
}

function rowOf(
  users: number,
  { replies, refused, failures, seconds }: Heard,
  processor: ServeBenchRow['processor'],
): ServeBenchRow {
  const whole = replies.map(({ wholeMs }) => wholeMs);
  const first = replies.flatMap(({ firstMs }) => (firstMs === null ? [] : [firstMs]));
  const at = (times: readonly number[], share: number) =>
    times.length > 0 ? quantile(times, share) : Number.POSITIVE_INFINITY;
  return {
    users,
    replies: replies.length,
    repliesPerSecond: replies.length / seconds,
    first: { p50: at(first, 0.5), p95: at(first, 0.95) },
    whole: { p50: at(whole, 0.5), p95: at(whole, 0.95), p99: at(whole, 0.99) },
    refused,
    failures,
    processor,
  };
}
