import { realisedStudy } from './realised-design.ts';
import type { FactCriterion, StudyFacts, StudyMade } from './study-facts.ts';

// Facts that belong to `toyReport`, for tests.

export function toyCriterion(own: Partial<FactCriterion> = {}): FactCriterion {
  return {
    name: 'empathy',
    kind: 'scale',
    label: 'Empathy',
    question: 'The response shows understanding.',
    minimum: 1,
    maximum: 5,
    step: null,
    anchors: { '1': 'not at all', '5': 'very much' },
    ...own,
  };
}

export function toyFacts(own: Partial<StudyFacts> = {}): StudyFacts {
  const definition: StudyFacts['definition'] = {
    name: 'toy study',
    dataset: 'toy',
    systems: ['alpha', 'beta', 'gamma'],
    sample: { items: 4, stratify: 'emotion' },
    criteria: [],
    ratingsPerItem: 2,
    seed: 7,
    publicTitle: 'Rating responses',
    instructions: 'Read, then rate.',
    consent: 'Taking part is voluntary.',
    leaseMinutes: 30,
    show: { emotion: false, situation: false },
    display: 'normalised',
  };
  return {
    name: 'toy study',
    kind: 'live',
    status: 'closed',
    dataset: 'toy',
    licence: '',
    definitionText: JSON.stringify(definition),
    definition,
    protocolHash: 'ab12',
    seed: 7,
    ratingsPerItem: 2,
    systems: ['alpha', 'beta', 'gamma'].map((name) => ({ name, kind: 'imported', run: 'imported' })),
    criteria: [toyCriterion()],
    items: 4,
    emotions: 2,
    turns: { fewest: 1, most: 3 },
    design: null,
    annotators: { joined: 2, consented: 2, left: 0 },
    assignments: [{ role: 'task', status: 'submitted', count: 8 }],
    endings: [],
    exclusions: [],
    looks: [],
    log: [],
    openedOn: '2026-01-05',
    closedOn: '2026-01-09',
    ...own,
  };
}

/** Both raters have rated all items, in orders that turn. */
export function toyMade(facts: StudyFacts): StudyMade {
  const names = facts.systems.map(({ name }) => name);
  const items = Array.from({ length: facts.items }, (_, at) => ({ item: `c${at}`, emotion: null }));
  return realisedStudy(facts, {
    items,
    assignments: ['R01', 'R02'].flatMap((rater, first) =>
      items.map(({ item, emotion }, sequence) => ({
        item,
        conv_id: item,
        turn_index: 1,
        emotion,
        rater,
        sequence,
        status: 'submitted',
        responses: names.map((_, at) => ({
          system: names[(at + first + sequence) % names.length] ?? '',
          text: 'I see.',
          position: facts.kind === 'live' ? at + 1 : null,
          values: {},
        })),
      })),
    ),
  });
}
