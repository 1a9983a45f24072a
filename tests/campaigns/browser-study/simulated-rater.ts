import type { Page } from 'playwright-core';
import type { RatingWorld } from '#eval/statistics/simulate-ratings/rating-world.ts';
import { pseudonym } from '#eval/statistics/simulate-ratings/simulate-ratings.ts';
import { joinStudy } from '../../e2e/support/people.ts';

/** One answer that somebody gave on the page, in the order they were given. */
export interface Click {
  readonly rater: string;
  /** Of the rater's items, from 1. */
  readonly item: number;
  readonly position: number;
  readonly criterion: string;
  readonly value: number;
}

/** Which item of the world a page shows, and which of its systems stands where; undefined at a planted sentence. */
export type Reading = (shown: readonly string[]) => {
  readonly item: number;
  readonly systems: readonly (number | undefined)[];
};

export interface SimulatedRater {
  /** Number in the world; annotators join in this order. */
  readonly rater: number;
  readonly by: 'keys' | 'mouse' | 'touch';
  /** Stops taking part in the middle of the item after so many. */
  readonly leavesAfter?: number;
}

export interface SimulatedTask {
  readonly world: RatingWorld;
  readonly read: Reading;
  /** Milliseconds of thinking for an item, of the middle rater. */
  readonly thinking: number;
}

/** A person in a browser who rates as the world says, sees it through or leaves, and remembers every answer given. */
export class RatingPerson {
  readonly clicks: Click[] = [];
  readonly #page: Page;
  readonly #who: SimulatedRater;
  readonly #task: SimulatedTask;

  constructor(page: Page, who: SimulatedRater, task: SimulatedTask) {
    this.#page = page;
    this.#who = who;
    this.#task = task;
  }

  async join(link: string): Promise<void> {
    await joinStudy(this.#page, link);
  }

  /** How many items were finished. */
  async rate(): Promise<number> {
    const { leavesAfter = Number.POSITIVE_INFINITY } = this.#who;
    for (let item = 1; ; item++) {
      const title = this.#page.getByRole('heading', {
        name: new RegExp(`^(Item ${item}|You have rated .*|All done.*)$`),
      });
      await title.waitFor();
      if (!(await title.textContent())?.startsWith('Item')) return item - 1;
      const values = await this.#opinion();
      if (item > leavesAfter) {
        await this.#leave(item, values);
        return item - 1;
      }
      await this.#answer(item, values);
      await this.#submit(item);
    }
  }

  /** By position and criterion, after reading the page. */
  async #opinion(): Promise<readonly (readonly number[])[]> {
    const { world, read, thinking } = this.#task;
    const texts = await this.#page.locator('article[data-answer] h2 + p').allTextContents();
    const { item, systems } = read(texts);
    const { careless, pace } = world.rater(this.#who.rater);
    const { values, seconds } = world.judge(item, this.#who.rater);
    await this.#page.waitForTimeout(careless ? 50 : thinking * pace * Math.min(2, seconds / 60));
    return texts.map((text, place) => {
      const told = careless ? undefined : /Please choose (\d)/.exec(text)?.[1];
      // Whoever does not read answers to the planted sentence as if a response of the first system stood there.
      const system = systems[place] ?? 0;
      return values.map((bySystem) => (told === undefined ? (bySystem[system] ?? 1) : Number(told)));
    });
  }

  async #answer(item: number, values: readonly (readonly number[])[]): Promise<void> {
    const { criteria } = this.#task.world.spec;
    // Second thoughts: now and then the first answer is given and changed.
    if (this.#who.by !== 'keys' && item % 7 === 3)
      await this.#choose({ item, place: 0, criterion: 0, value: 1 + ((values[0]?.[0] ?? 1) % 5) });
    for (const [place, given] of values.entries())
      for (const [criterion, value] of given.entries()) await this.#choose({ item, place, criterion, value });
    const cells = values.length * criteria.length;
    await this.#page.getByText(`${cells} of ${cells}`).waitFor();
  }

  async #choose(of: { item: number; place: number; criterion: number; value: number }): Promise<void> {
    const { item, place, criterion, value } = of;
    const name = this.#task.world.spec.criteria[criterion]?.name ?? '';
    this.clicks.push({
      rater: pseudonym(this.#who.rater),
      item,
      position: place + 1,
      criterion: name,
      value,
    });
    if (this.#who.by === 'keys') return this.#page.keyboard.press(String(value), { delay: 10 });
    const point = this.#page
      .locator(`article[data-answer="${place + 1}"]`)
      .getByRole('radiogroup')
      .nth(criterion)
      .getByRole('radio')
      .nth(value - 1);
    await (this.#who.by === 'touch' ? point.tap() : point.check());
  }

  async #submit(item: number): Promise<void> {
    if (this.#who.by === 'keys') await this.#page.keyboard.press('Enter');
    else await this.#page.getByRole('button', { name: /^Submit/ }).click();
    await this.#page
      .getByRole('heading', { name: `Item ${item}`, exact: true })
      .waitFor({ state: 'detached' });
  }

  /** One answer of the item is given and saved; then they stop. */
  async #leave(item: number, values: readonly (readonly number[])[]): Promise<void> {
    await this.#choose({ item, place: 0, criterion: 0, value: values[0]?.[0] ?? 1 });
    await this.#page.getByText(/Saved \d\d:\d\d:\d\d/).waitFor();
    await this.#page.getByRole('link', { name: 'Help or stop' }).click();
    await this.#page.getByRole('button', { name: 'Stop taking part' }).click();
    await this.#page.getByRole('heading', { name: 'You stopped taking part' }).waitFor();
  }
}
