import type { BlindedTurn, BlindedView } from '#annotations/blinded-view.ts';
import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';

export function blindedTurns(history: string): BlindedTurn[] {
  return (JSON.parse(history) as BlindedTurn[]).map(({ speaker, text }) => ({ speaker, text }));
}

/**
 * A dialogue with one system's answers in place of its listener turns. What stands before the first of them and between
 * two is what their contexts hold: the other turns of the dialogue as it was had.
 *
 * @param responseOrder response ids by turn, as JSON
 */
export function shownDialogue(db: Db, responseOrder: string): Pick<BlindedView, 'turns' | 'responses'> {
  const rows = prepared(
    db,
    `select r.text, c.history, c.turn_index as turn from json_each(?) o
     join responses r on r.id = o.value join contexts c on c.id = r.context_id order by o.key`,
  ).all(responseOrder) as { text: string; history: string; turn: number }[];
  const histories = rows.map(({ history }) => blindedTurns(history));
  return {
    turns: histories[0] ?? [],
    responses: rows.map(({ text, turn }, index) => {
      const history = histories[index] ?? [];
      const last = rows[index - 1];
      // A context may hold the latest turns alone.
      const first = turn - history.length;
      return {
        position: index + 1,
        label: String(index + 1),
        text,
        before: last ? history.slice(Math.max(0, last.turn - first + 1)) : [],
      };
    }),
  };
}
