import { rmSync } from 'node:fs';
import { makeRatingStudy } from '#bench/support/rating-study.ts';
import { type Click, SimulatedAnnotator } from '#bench/support/simulated-annotator.ts';
import { type Program, startProgram } from '#bench/support/start-program.ts';
import { openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { checkDatabase } from '#db/queries/check-database.ts';
import { createRandom, type Random } from '#lib/rng.ts';

export interface KillNineOptions {
  readonly tries: number;
  readonly seed: number;
  readonly annotators: number;
  readonly note?: (line: string) => void;
}

export interface KillNineReport {
  readonly tries: number;
  readonly acknowledged: number;
  /** Acknowledged clicks that are not in the database. */
  readonly lost: number;
  /** Clicks that stand there more than once. */
  readonly doubled: number;
  /** Cells whose value is neither the last acknowledged nor one sent after it. */
  readonly wrong: number;
  /** What `workbench check` finds wrong, over all tries. */
  readonly problems: readonly string[];
}

interface Hand {
  readonly annotator: SimulatedAnnotator;
  readonly acknowledged: Click[];
  /** Sent, and no answer came. */
  unanswered: Click | undefined;
}

/**
 * Kills the server with SIGKILL at random moments while annotators rate without pause, starts it again, and looks
 * for every click that it had acknowledged. Annotators send what was not answered again, as a browser does.
 */
export async function killNine(options: KillNineOptions): Promise<KillNineReport> {
  const study = await makeRatingStudy({
    contexts: 1500,
    items: 1200,
    ratingsPerItem: options.annotators,
    annotators: options.annotators,
  });
  const random = createRandom(options.seed, 'kill-nine');
  const hands: Hand[] = [];
  const problems: string[] = [];
  try {
    for (let attempt = 1; attempt <= options.tries; attempt++) {
      const program = await startProgram({ dataDir: study.dataDir });
      if (attempt === 1)
        for (let i = 0; i < options.annotators; i++) {
          const annotator = new SimulatedAnnotator(study, program.address);
          await annotator.join();
          hands.push({ annotator, acknowledged: [], unanswered: undefined });
        }
      await rateUntilKilled(hands, program, random);
      problems.push(...findings(study.dataDir));
      options.note?.(`${attempt} of ${options.tries}: ${count(hands)} clicks acknowledged so far`);
    }
    return { tries: options.tries, ...compare(study.dataDir, hands), problems };
  } finally {
    rmSync(study.dataDir, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function rateUntilKilled(hands: readonly Hand[], program: Program, random: Random): Promise<void> {
  let killed = false;
  const work = hands.map(async (hand) => {
    hand.annotator.moveTo(program.address);
    try {
      while (!killed) await rateOneItem(hand, random);
    } catch (error) {
      if (!killed) throw error;
    }
  });
  // By how much was rated and not by the clock alone, so that a slow machine is killed at work, too.
  const enough = count(hands) + 5 + random.below(60);
  while (count(hands) < enough) await Promise.race([Promise.all(work), pause(10)]);
  await pause(random.below(40));
  killed = true;
  await program.stop('SIGKILL');
  await Promise.all(work);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function rateOneItem(hand: Hand, random: Random): Promise<void> {
  const { annotator } = hand;
  if (hand.unanswered) await send(hand, hand.unanswered);
  const assignment = await annotator.nextAssignment();
  if (!assignment) throw new Error('the study has no items left');
  for (const cell of annotator.cells()) {
    await send(hand, annotator.click({ assignment, ...cell, value: 1 + random.below(5) }));
    if (random.below(4) === 0)
      await send(hand, annotator.click({ assignment, ...cell, value: 1 + random.below(5) }));
  }
  await annotator.submit(assignment);
}

async function send(hand: Hand, click: Click): Promise<void> {
  hand.unanswered = click;
  await hand.annotator.send(click);
  hand.unanswered = undefined;
  hand.acknowledged.push(click);
}

function findings(dataDir: string): string[] {
  const db = openDatabase(databasePath(dataDir));
  try {
    return checkDatabase(db).map(({ check, what }) => `${check}: ${what}`);
  } finally {
    db.driver.close();
  }
}

function compare(
  dataDir: string,
  hands: readonly Hand[],
): Pick<KillNineReport, 'acknowledged' | 'lost' | 'doubled' | 'wrong'> {
  const db = openDatabase(databasePath(dataDir), { readonly: true });
  try {
    const stored = db.driver.prepare(
      'select count(*) as n from rating_events where client_id = ? and client_sequence = ?',
    );
    const standing = db.driver.prepare(
      `select r.value from ratings r join assignments a on a.id = r.assignment_id join criteria c on c.id = r.criterion_id
       where r.assignment_id = ? and r.position = ? and c.name = ?`,
    );
    const counts = { acknowledged: count(hands), lost: 0, doubled: 0, wrong: 0 };
    for (const { acknowledged, unanswered } of hands) {
      for (const click of acknowledged) {
        const { n } = stored.get(click.clientId, click.clientSequence) as { n: number };
        if (n === 0) counts.lost++;
        if (n > 1) counts.doubled++;
      }
      const last = new Map(acknowledged.map((click) => [cellOf(click), click]));
      for (const [cell, click] of last) {
        const row = standing.get(click.assignment, click.position, click.criterion) as
          | { value: number }
          | undefined;
        const allowed = [
          click.value,
          ...(unanswered && cellOf(unanswered) === cell ? [unanswered.value] : []),
        ];
        if (!row || !allowed.includes(row.value)) counts.wrong++;
      }
    }
    return counts;
  } finally {
    db.driver.close();
  }
}

function cellOf({ assignment, position, criterion }: Click): string {
  return `${assignment} ${position} ${criterion}`;
}

function count(hands: readonly Hand[]): number {
  return hands.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
}
