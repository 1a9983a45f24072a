import { Form, useNavigation } from '@remix-run/react';
import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { LiveSystem } from '#app/server/live-systems.server.ts';
import { DecodingDetails } from '../live/decoding-fields.tsx';
import { type DecodingDraft, noNumbers, settingsOf } from '../live/live-draft.ts';
import { decodingOptions } from '../live/live-request.ts';
import { SystemsChoice } from '../live/systems-choice.tsx';
import { useHydrated } from '../study/use-hydrated.ts';
import { Button } from '../ui/button.tsx';
import { controlClass, TextField } from '../ui/field.tsx';
import { forgetOpening, keepOpening } from './use-draft.ts';

/** Whom to talk with, and what to say first. */
export function StartChat({ systems }: { readonly systems: readonly LiveSystem[] }) {
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const able = systems.filter(({ problem }) => problem === null);
  const [chosen, setChosen] = useState<readonly string[]>(able.slice(0, 1).map(({ name }) => name));
  const [decoding, setDecoding] = useState<DecodingDraft>({ search: null, numbers: noNumbers });
  const [problem, setProblem] = useState('');
  const isHydrated = useHydrated();
  const { state, formData } = useNavigation();
  const isBusy = state !== 'idle';
  // Until the page of what was started is there.
  const isStarting = formData?.has('first') ?? false;
  // What was not started, or not waited for, must not be said in the conversation that is opened next.
  useEffect(() => {
    if (!isStarting) forgetOpening();
  }, [isStarting]);
  const start = (event: FormEvent<HTMLFormElement>) => {
    if (chosen.length === 0) {
      event.preventDefault();
      setProblem('Choose at least one system.');
      return;
    }
    keepOpening(String(new FormData(event.currentTarget).get('first') ?? ''));
  };
  const sendOnEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    form.current?.requestSubmit();
  };
  return (
    <Form
      ref={form}
      method="post"
      // A field that is folded up cannot tell what is wrong with it: the server does.
      noValidate
      onSubmit={start}
      className="flex flex-col gap-4 rounded-xl border border-line bg-surface p-4 sm:p-5"
    >
      <input type="hidden" name="intent" value="start" />
      <input type="hidden" name="settings" value={JSON.stringify(decodingOptions(settingsOf(decoding)))} />
      {chosen.map((name) => (
        <input key={name} type="hidden" name="system" value={name} />
      ))}
      <div className="flex flex-col gap-1.5">
        <label htmlFor={id} className="text-sm font-medium">
          What would you like to talk about?
        </label>
        <textarea
          id={id}
          name="first"
          dir="auto"
          rows={2}
          placeholder="I finally got the job I wanted!"
          onKeyDown={sendOnEnter}
          className={`${controlClass} max-h-64 min-h-20 resize-none font-serif [field-sizing:content] sm:text-base`}
        />
      </div>
      <SystemsChoice
        systems={systems}
        chosen={chosen}
        hasSource={false}
        most={6}
        onChange={(names) => {
          setProblem('');
          setChosen(names);
        }}
      />
      <div className="flex max-w-md flex-col gap-3">
        <DecodingDetails
          draft={decoding}
          systems={able.filter(({ name }) => chosen.includes(name))}
          onChange={(changes) => setDecoding((before) => ({ ...before, ...changes }))}
        />
        <details className="rounded-lg border border-line px-3 open:pb-3">
          <summary className="min-h-10 py-2 text-sm font-medium">Seed</summary>
          <TextField
            label="Seed of the conversation"
            name="seed"
            inputMode="numeric"
            maxLength={10}
            hint="The same seed, settings, systems and words give the same replies. Left empty, one is drawn."
          />
        </details>
      </div>
      {problem ? (
        <p role="alert" className="text-sm font-medium text-danger">
          {problem}
        </p>
      ) : null}
      {/* Sent before the script runs, what is to be said first would be lost: the next page says it. */}
      <Button type="submit" disabled={isBusy || !isHydrated} className="self-start">
        {isBusy ? 'One moment…' : 'Start'}
      </Button>
    </Form>
  );
}
