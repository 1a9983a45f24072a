import type { Feeds } from './decoder-feeds.ts';
import type { Found } from './decoder-runs.ts';
import type { Member } from './member.ts';

/** One row has a kernel of its own, with last digits of its own. */
const fewestRows = 2;

/** The emotions after the prompts that end in a run, for the members that ask for them. */
export class WantedEmotions {
  readonly #labels: number;
  /** Those that ask, with their place among the rows whose logits the run gives. */
  readonly #asking: readonly { readonly member: Member; readonly place: number }[];

  /** @param members whose rows' logits the run gives, in their order */
  constructor(members: readonly Member[], labels: number) {
    this.#labels = labels;
    this.#asking = members.flatMap((member, place) => (member.lacksEmotions ? [{ member, place }] : []));
  }

  get feeds(): Feeds {
    if (this.#labels === 0) return {};
    const places = this.#asking.map(({ place }) => place);
    while (places.length < fewestRows) places.push(0);
    return { emotion_rows: places };
  }

  get fetches(): string[] {
    return this.#asking.length > 0 ? ['emotions'] : [];
  }

  tell(found: Found): void {
    const { data } = found.emotions ?? {};
    for (const [index, { member }] of this.#asking.entries())
      member.emotions = Array.from(data?.subarray(index * this.#labels, (index + 1) * this.#labels) ?? []);
  }
}
