import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Change, cellKey, entryId } from './queue-entry.ts';
import { refusals, unsaved } from './save-queue-state.ts';
import { type Tab, type Weather, World } from './save-queue-world.ts';

function rating(value: number, criterion = 'empathy', position = 1): Change {
  return { assignment: 'asg_1', target: { kind: 'rating', position, criterion }, value };
}

type Action =
  | { readonly do: 'click'; readonly tab: number; readonly change: Change }
  | { readonly do: 'advance'; readonly request: number }
  | { readonly do: 'break-off'; readonly request: number; readonly how: 'lost' | 'lingers' }
  | { readonly do: 'news' | 'open' | 'reread' | 'retry'; readonly tab: number }
  | { readonly do: 'reload' | 'close'; readonly tab: number; readonly how: 'politely' | 'crash' }
  | { readonly do: 'wait'; readonly milliseconds: number }
  | { readonly do: 'weather'; readonly weather: Weather };

const tab = fc.nat({ max: 2 });
const request = fc.nat({ max: 20 });
const how = fc.constantFrom<'politely' | 'crash'>('politely', 'crash');
// Few cells, so that tabs and retries meet in them.
const change = fc
  .record({
    position: fc.integer({ min: 1, max: 2 }),
    criterion: fc.constantFrom('empathy', 'empathy', 'fluency', 'refused'),
    value: fc.integer({ min: 1, max: 5 }),
  })
  .map(({ position, criterion, value }) => rating(value, criterion, position));

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('click' as const), tab, change }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('advance' as const), request }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('break-off' as const),
      request,
      how: fc.constantFrom<'lost' | 'lingers'>('lost', 'lingers'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('news' as const, 'reread' as const, 'retry' as const), tab }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('open' as const), tab }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('reload' as const, 'close' as const), tab, how }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      milliseconds: fc.constantFrom(10, 1_500, 40_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('weather' as const),
      weather: fc.constantFrom<Weather>('fine', 'unavailable', 'signed-out'),
    }),
  },
);

function perform(world: World, act: Action): void {
  const chosen = (index: number): Tab => world.tabs[index % world.tabs.length]!;
  if (act.do === 'click') world.click(chosen(act.tab), act.change);
  if (act.do === 'advance') world.advance(act.request);
  if (act.do === 'break-off') world.breakOff(act.request, act.how);
  if (act.do === 'news') world.tellNews(chosen(act.tab));
  if (act.do === 'reread') chosen(act.tab).queue.reread();
  if (act.do === 'retry') chosen(act.tab).queue.retry();
  if (act.do === 'open' && world.tabs.length < 3) world.openTab();
  if (act.do === 'reload' || (act.do === 'close' && world.tabs.length > 1))
    world.closeTab(chosen(act.tab), act.how);
  if (act.do === 'reload') world.openTab();
  if (act.do === 'wait') world.passTime(act.milliseconds);
  if (act.do === 'weather') world.weather = act.weather;
}

describe('The save queue', () => {
  test('whatever is lost, delayed, reloaded or done in another tab, the last click stands on the server and on every page', () => {
    fc.assert(
      fc.property(
        fc.array(action, { minLength: 1, maxLength: 60 }),
        fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 50 }),
        (actions, picks) => {
          const world = new World();
          world.openTab();
          for (const act of actions) perform(world, act);
          let turn = 0;
          world.settle(() => picks[turn++ % picks.length] ?? 0);
          for (const [cell, last] of world.clicked) {
            if (cell.endsWith('refused')) continue;
            expect(world.serverValue(cell), `the server's value of ${cell}`).toBe(last.value);
            for (const open of world.tabs)
              expect(world.shown(open, last), `the value shown in ${cell}`).toBe(last.value);
          }
        },
      ),
      { numRuns: 3_000 },
    );
  });

  test('nothing saved stays in storage, and what was refused for good is shown and kept until dismissed', () => {
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 40 }), (actions) => {
        const world = new World();
        world.openTab();
        for (const act of actions) perform(world, act);
        world.settle(() => 0);
        const refusedCells = [...world.clicked.keys()].filter((cell) => cell.endsWith('refused'));
        for (const open of world.tabs) {
          open.queue.reread();
          expect(new Set(refusals(open.queue.state().queue).map(cellKey))).toEqual(new Set(refusedCells));
        }
        for (const open of world.tabs)
          for (const entry of refusals(open.queue.state().queue)) open.queue.dismiss(entryId(entry));
        expect(world.keysInStorage()).toBe(0);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('One tab', () => {
  function oneTab(): { world: World; page: Tab } {
    const world = new World();
    world.openTab();
    return { world, page: world.tabs[0]! };
  }

  test('keeps a click before it sends it, and forgets it when the server has it', () => {
    const { world, page } = oneTab();
    world.click(page, rating(4));
    expect(world.keysInStorage()).toBe(1);
    world.advance(0);
    expect(world.keysInStorage()).toBe(1);
    world.advance(0);
    expect(world.keysInStorage()).toBe(0);
    expect(page.queue.state().queue.lastSavedAt).not.toBeNull();
  });

  test('sends one request at a time and only the newest click of a cell', () => {
    const { world, page } = oneTab();
    world.click(page, rating(1));
    for (const value of [2, 3, 4]) world.click(page, rating(value));
    expect(
      unsaved(page.queue.state().queue).map(({ value, clientSequence }) => [value, clientSequence]),
    ).toEqual([[4, 3]]);
    world.settle(() => 0);
    expect(world.serverValue('asg_1 1 empathy')).toBe(4);
  });

  test('waits longer after every failure, at most half a minute, and at once when there is hope', () => {
    const { world, page } = oneTab();
    world.weather = 'unavailable';
    world.click(page, rating(4));
    const waits: number[] = [];
    for (let failure = 0; failure < 7; failure++) {
      world.advance(0);
      world.advance(0);
      const trouble = page.queue.state().queue.trouble!;
      expect(trouble).toMatchObject({ kind: 'unavailable', failures: failure + 1 });
      expect(page.wakesAt).toBe(trouble.retryAt);
      const before = trouble.retryAt;
      page.queue.retry();
      waits.push(Math.round((before - page.queue.state().queue.trouble!.retryAt) / 1000));
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30]);
  });

  test('lets other cells go first where one cell keeps failing', () => {
    const { world, page } = oneTab();
    world.click(page, rating(4, 'empathy'));
    world.click(page, rating(5, 'fluency'));
    world.breakOff(0, 'lost');
    world.passTime(1_500);
    world.advance(0);
    world.advance(0);
    expect(world.serverValue('asg_1 1 fluency')).toBe(5);
    expect(world.serverValue('asg_1 1 empathy')).toBeUndefined();
  });

  test('shows the stored value again where the server refused the new one', () => {
    const { world, page } = oneTab();
    world.click(page, rating(4, 'refused'));
    expect(world.shown(page, rating(0, 'refused'))).toBe(4);
    world.settle(() => 0);
    expect(world.shown(page, rating(0, 'refused'))).toBeUndefined();
    expect(refusals(page.queue.state().queue)).toMatchObject([
      { value: 4, refused: 'This study is closed.' },
    ]);
  });
});
