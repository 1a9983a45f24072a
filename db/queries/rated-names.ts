/**
 * How exports and reports name what was rated, in SQL. A study of dialogues has an item for each version of a dialogue;
 * what is judged there is a turn, which has the name that its context would have as an item, and what hangs together is
 * the dialogue.
 */

/** Of `study_items i` with its dialogue `d`: what is drawn anew as one. */
export const clusterName = 'case when i.system_id is null then i.label else d.conv_id end';

/** The context of a response `p` as `pc`, and its dialogue as `pd`. */
export const ratedContext =
  'join contexts pc on pc.id = p.context_id join dialogues pd on pd.id = pc.dialogue_id';

/** Of the same: `conv_id#turn_index` and, where a turn has several contexts, which of them. */
export const turnName = `pd.conv_id || '#' || pc.turn_index || case when pc.occurrence > 0 then '~' || pc.occurrence else '' end`;

/** Of a rating in a study of dialogues, whose criterion is `c`: the turn, or the dialogue; null in other studies. */
export const ratedName = `case when i.system_id is null then null when c.about = 'dialogue' then pd.conv_id else ${turnName} end`;
