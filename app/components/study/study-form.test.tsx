// @vitest-environment jsdom
import { data } from '@remix-run/node';
import { useActionData } from '@remix-run/react';
import { createRemixStub } from '@remix-run/testing';
import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { forgiveRouterWarning } from '#tests/router-warning.ts';
import { newStudyDraft } from './study-draft.ts';
import { readStudyDraft } from './study-draft-form.ts';
import { StudyForm } from './study-form.tsx';
import type { Coverage } from './study-size.ts';

afterEach(cleanup);
afterEach(forgiveRouterWarning);

const coverage = (dataset: string, systems: readonly string[]): Coverage & { readonly dataset: string } => ({
  dataset,
  systems: systems.map((name) => ({ name, kind: name === 'human' ? 'human' : 'imported', contexts: 40 })),
  groups: [{ split: 'test', emotion: 'sad', answeredBy: systems.map((_, index) => index), contexts: 40 }],
});

const datasets = [
  { name: 'toy', contexts: 50 },
  { name: 'other', contexts: 40 },
];

/** The form on a page whose action refuses what it is told to refuse. */
function renderForm(problems: Readonly<Record<string, string>> = {}) {
  const received = vi.fn();
  function Page() {
    const refused = useActionData<{ readonly problems: Readonly<Record<string, string>> }>();
    return (
      <StudyForm
        initial={newStudyDraft('toy', ['alpha', 'beta'])}
        datasets={datasets}
        coverages={[coverage('toy', ['human', 'alpha', 'beta'])]}
        talking={[{ name: 'warm', description: 'Says kind things.' }]}
        problems={refused?.problems ?? none}
      />
    );
  }
  const Stub = createRemixStub([
    {
      path: '/studies/new',
      Component: Page,
      loader: ({ request }) => {
        const dataset = new URL(request.url).searchParams.get('dataset');
        return { coverage: dataset ? coverage(dataset, ['human', 'gamma', 'delta']) : null };
      },
      action: async ({ request }) => {
        received(readStudyDraft(await request.formData()));
        return data({ problems }, 422);
      },
    },
  ]);
  render(<Stub initialEntries={['/studies/new']} />);
  return { user: userEvent.setup(), received };
}

const none = {};
const summary = () => within(screen.getByRole('complementary', { name: 'Summary' }));
const criteria = () => screen.getAllByRole('heading', { level: 3 }).map((heading) => heading.textContent);

test('the summary tells the size of the study as it is typed', async () => {
  const { user } = renderForm();
  const items = await screen.findByRole('textbox', { name: 'Items' });
  await user.clear(items);
  expect(summary().getByText(/Choose at least one system/)).toBeDefined();
  await user.type(items, '12');
  await user.click(screen.getByRole('checkbox', { name: 'human' }));
  expect(summary().getByText(/12 items × 2 ratings =/).textContent).toBe(
    '12 items × 2 ratings = 24 assignments.',
  );
  expect(summary().getByText(/216 judgements in all/)).toBeDefined();
});

test('a planned assignment tells the share of each annotator, and shows as many answers as are typed', async () => {
  const { user, received } = renderForm();
  const type = async (name: string, value: string) => {
    const field = screen.getByRole('textbox', { name });
    await user.clear(field);
    await user.type(field, value);
  };
  await screen.findByRole('textbox', { name: 'Items' });
  await type('Items', '60');
  await type('Ratings per item', '3');
  await user.click(screen.getByRole('checkbox', { name: 'human' }));
  await user.click(screen.getByRole('checkbox', { name: 'Plan it as a whole' }));
  expect(summary().getByText(/60 items/).textContent).toBe(
    '60 items × 3 ratings = 180 assignments, 18 each for 10 annotators.',
  );
  await type('Annotators', '7');
  expect(summary().getByText(/60 items/).textContent).toContain('25 or 26 each for 7 annotators');
  await type('Answers side by side', '2');
  expect(summary().getByText(/Each shows/).textContent).toContain('2 answers of 3 systems; 1,080 judgements');
  await user.click(summary().getByRole('button', { name: 'Make the study' }));
  await waitFor(() => expect(received).toHaveBeenCalled());
  expect(received.mock.calls[0]?.[0]).toMatchObject({
    planned: true,
    annotators: '7',
    shown: '2',
    extra: false,
  });
});

test('a criterion’s kind brings the fields it needs', async () => {
  const { user, received } = renderForm();
  const card = () =>
    within(screen.getAllByRole('listitem').find((item) => item.dataset.criterion === 'empathy')!);
  const kind = await waitFor(() => card().getByRole('combobox', { name: 'How it is answered' }));
  await user.selectOptions(kind, 'slider');
  expect((card().getByRole('textbox', { name: 'Slider to' }) as HTMLInputElement).value).toBe('100');
  await user.selectOptions(kind, 'yes-no');
  expect(card().queryByRole('textbox', { name: /Slider/ })).toBeNull();
  expect((card().getByRole('textbox', { name: 'For 1' }) as HTMLInputElement).value).toBe('yes');
  await user.selectOptions(kind, 'choice');
  expect(card().getByRole('list', { name: 'Preview of the answers' }).textContent).toBe('ABAbout the same');
  await user.click(card().getByRole('checkbox', { name: 'Ties are an answer' }));
  expect(card().getByRole('list', { name: 'Preview of the answers' }).textContent).toBe('AB');
  await user.click(summary().getByRole('button', { name: 'Make the study' }));
  await waitFor(() => expect(received).toHaveBeenCalled());
  expect(received.mock.calls[0]?.[0].criteria[0]).toMatchObject({ kind: 'choice', ties: false });
});

test('a protocol of the literature fills in the form and says what differs', async () => {
  const { user } = renderForm();
  const protocol = await screen.findByRole('button', { name: /^Pairwise preference/ });
  await user.click(protocol);
  expect(protocol.getAttribute('aria-pressed')).toBe('true');
  expect(criteria()).toEqual(['Engaging', 'Interesting', 'Like a person', 'Empathetic']);
  expect(screen.getByText(/The paper shows two whole dialogues/)).toBeDefined();
  expect(summary().getByText(/100 items/).textContent).toContain(
    '300 assignments, 30 each for 10 annotators',
  );
});

test('a plan for more annotators than there is work for is told of', async () => {
  const { user } = renderForm();
  await user.click(await screen.findByRole('checkbox', { name: 'Plan it as a whole' }));
  for (const [name, value] of [
    ['Items', '4'],
    ['Ratings per item', '1'],
    ['Annotators', '6'],
  ] as const) {
    const field = screen.getByRole('textbox', { name });
    await user.clear(field);
    await user.type(field, value);
  }
  expect(summary().getByText(/find nothing/).textContent).toBe(
    '2 annotators would find nothing to rate: plan for at most 4.',
  );
});

test('more items than there are is said at once', async () => {
  const { user } = renderForm();
  const items = await screen.findByRole('textbox', { name: 'Items' });
  await user.clear(items);
  await user.type(items, '41');
  expect(items.getAttribute('aria-invalid')).toBe('true');
  expect(screen.getByText('There are only 40.')).toBeDefined();
});

test('another dataset brings its own systems, all but the reference ticked', async () => {
  const { user } = renderForm();
  await user.selectOptions(await screen.findByRole('combobox', { name: 'Dataset' }), 'other');
  const gamma = await screen.findByRole('checkbox', { name: 'gamma' });
  await waitFor(() => expect((gamma as HTMLInputElement).checked).toBe(true));
  expect((screen.getByRole('checkbox', { name: 'human' }) as HTMLInputElement).checked).toBe(false);
  expect(screen.queryByRole('checkbox', { name: 'alpha' })).toBeNull();
});

test('a criterion is moved by keyboard, and the focus stays on its button', async () => {
  const { user } = renderForm();
  (await screen.findByRole('button', { name: 'Move Fluency up' })).focus();
  await user.keyboard('{Enter}');
  expect(criteria()).toEqual(['Empathy', 'Fluency', 'Relevance']);
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Move Fluency up' }));
  await user.keyboard('{Enter}');
  expect(criteria()).toEqual(['Fluency', 'Empathy', 'Relevance']);
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Move Fluency down' }));
});

test('a ready criterion that was taken out can be put back as it was', async () => {
  const { user } = renderForm();
  await user.click(await screen.findByRole('button', { name: 'Remove Empathy' }));
  expect(criteria()).toEqual(['Relevance', 'Fluency']);
  await user.click(screen.getByRole('button', { name: 'Add Empathy' }));
  expect(criteria()).toEqual(['Relevance', 'Fluency', 'Empathy']);
  expect(screen.queryByRole('button', { name: 'Add Empathy' })).toBeNull();
});

test('an own criterion takes its name from its label, until it is given one', async () => {
  const { user, received } = renderForm();
  await user.click(await screen.findByRole('button', { name: 'Add a criterion of your own' }));
  const card = within(screen.getAllByRole('listitem').filter((item) => item.dataset.criterion === 'own')[0]!);
  await user.type(card.getByRole('textbox', { name: 'Label' }), 'Overall quality');
  expect((card.getByRole('textbox', { name: 'Name in exports' }) as HTMLInputElement).value).toBe(
    'overall-quality',
  );
  await user.clear(card.getByRole('textbox', { name: 'Name in exports' }));
  await user.type(card.getByRole('textbox', { name: 'Name in exports' }), 'overall');
  await user.type(card.getByRole('textbox', { name: 'Label' }), '!');
  const top = card.getByRole('textbox', { name: 'Scale to' });
  await user.clear(top);
  await user.type(top, '3');
  await user.click(summary().getByRole('button', { name: 'Make the study' }));
  await waitFor(() => expect(received).toHaveBeenCalled());
  expect(received.mock.calls[0]?.[0].criteria[3]).toMatchObject({
    name: 'overall',
    label: 'Overall quality!',
    maximum: '3',
  });
});

test('a refused form keeps what was typed, says what is wrong where it is, and goes there', async () => {
  const { user, received } = renderForm({
    seed: 'At least 0.',
    'criteria.1.question': 'This needs some text.',
  });
  await user.type(await screen.findByRole('textbox', { name: 'Name of the study' }), 'My study');
  await user.click(summary().getByRole('button', { name: 'Make the study' }));
  await summary().findByText(/2 fields need another look/);
  expect(received).toHaveBeenCalledTimes(1);
  const question = screen.getAllByRole('textbox', { name: 'Question or statement' })[1];
  expect(document.activeElement).toBe(question);
  expect(question?.closest('details')?.open).toBe(true);
  expect(screen.getByRole('textbox', { name: 'Seed' }).getAttribute('aria-invalid')).toBe('true');
  expect((screen.getByRole('textbox', { name: 'Name of the study' }) as HTMLInputElement).value).toBe(
    'My study',
  );
});

test('Enter in a text field neither sends the form nor presses one of its buttons', async () => {
  const { user, received } = renderForm();
  await user.type(await screen.findByRole('textbox', { name: 'Name of the study' }), 'My study{Enter}');
  expect(received).not.toHaveBeenCalled();
  expect(criteria()).toEqual(['Empathy', 'Relevance', 'Fluency']);
});

test('talks are had with systems that answer, whoever answered the dataset, and for as long as is typed', async () => {
  const { user, received } = renderForm();
  await user.click(await screen.findByRole('radio', { name: 'Talk, then rate' }));
  expect(screen.queryByRole('checkbox', { name: 'alpha' })).toBeNull();
  expect(screen.getByRole<HTMLInputElement>('checkbox', { name: 'warm' }).checked).toBe(true);
  expect(screen.getByRole<HTMLInputElement>('radio', { name: 'The talk as a whole' }).checked).toBe(true);
  expect(screen.queryByRole('textbox', { name: 'Items shown a second time' })).toBeNull();
  const most = screen.getByRole('textbox', { name: 'Most messages' });
  await user.clear(most);
  await user.type(most, '4');
  await user.click(screen.getByRole('radio', { name: 'Whatever they like' }));
  await user.click(screen.getByRole('button', { name: 'Make the study' }));
  await waitFor(() => expect(received).toHaveBeenCalled());
  expect(received.mock.lastCall?.[0]).toMatchObject({
    systems: ['warm'],
    unit: 'dialogue',
    talk: { isHad: true, minimum: '3', maximum: '4', scene: 'free' },
  });
  await user.click(screen.getByRole('radio', { name: 'Rate what systems have answered' }));
  expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Single answers' }).checked).toBe(true);
});
