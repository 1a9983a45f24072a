import type { ReactNode } from 'react';
import type { RemoteUse } from '#db/queries/remote-usage.ts';
import type { ModelFacts, SystemDefinition } from '#models/client.ts';
import { counted, formatCount } from '../dataset/format-count.ts';
import { formatBytes } from '../import/format-bytes.ts';
import { Section } from '../study/section.tsx';
import { inMillions } from './in-millions.ts';

const generators: Readonly<Record<SystemDefinition['generator'], string>> = {
  caire: 'CAiRE: a GPT in TransferTransfo’s form, with persona and emotion',
  't5-sft': 'T5, trained by maximum likelihood',
  emprl: 'EmpRL: a T5 tuned by reinforcement on empathy',
  lempex: 'LEMPEx: a T5 with exemplars from other conversations',
  openai: 'A server with the OpenAI API',
  human: 'People’s own answers',
  random: 'A person’s reply from another dialogue, drawn by the run’s seed',
};

interface SystemFactsProps {
  readonly definition: SystemDefinition;
  readonly facts: ModelFacts | null;
  /** Of a remote system, what it was asked for in all. */
  readonly use: RemoteUse | null;
}

/** What a system is made of, with what it takes to tell two of them apart. */
export function SystemFacts({ definition, facts, use }: SystemFactsProps) {
  const { generator } = definition;
  return (
    <Section title="What it is">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2 text-sm">
        <Fact term="Generator">{generators[generator] ?? generator}</Fact>
        {facts ? <ModelRows facts={facts} /> : null}
        {'checkpoint' in definition ? (
          <>
            <Fact term="Checkpoint">
              {definition.checkpoint}
              {facts?.isShipped ? <span className="text-ink-faint">, comes with the program</span> : null}
            </Fact>
            <Fact term="Runs in">{definition.weights ?? 'float32'}</Fact>
          </>
        ) : null}
        <Persona definition={definition} />
        <RemoteRows definition={definition} use={use} />
        {facts ? (
          <Fact term="SHA-256">
            <code className="text-xs break-all text-ink-soft">{facts.hash}</code>
          </Fact>
        ) : null}
      </dl>
    </Section>
  );
}

function ModelRows({ facts }: { readonly facts: ModelFacts }) {
  const { architecture, parameters, layers, width, vocabulary, bytes } = facts;
  return (
    <>
      <Fact term="Architecture">{architecture}</Fact>
      <Fact term="Parameters">
        {formatCount(parameters)}
        {parameters >= 100_000 ? <span className="text-ink-faint"> ({inMillions(parameters)})</span> : null}
      </Fact>
      <Fact term="Layers">
        {formatCount(layers)} of width {formatCount(width)}
      </Fact>
      <Fact term="Vocabulary">{formatCount(vocabulary)} tokens</Fact>
      <Fact term="Files">{formatBytes(bytes)}</Fact>
    </>
  );
}

function Persona({ definition }: { readonly definition: SystemDefinition }) {
  if (definition.generator !== 'caire') return null;
  const { persona, utterances } = definition;
  return (
    <>
      {persona ? <Fact term="Persona">{persona.length > 0 ? persona.join(' ') : 'none'}</Fact> : null}
      {utterances === undefined ? null : <Fact term="Sees">the last {utterances} utterances</Fact>}
    </>
  );
}

/** Which server is asked for what, and what it may cost. */
function RemoteRows({ definition, use }: Pick<SystemFactsProps, 'definition' | 'use'>) {
  if (definition.generator !== 'openai') return null;
  const { baseUrl, model, apiKeyEnvironment, systemPrompt, price, spendingCap } = definition;
  const { timeoutMs, retries, concurrency } = definition;
  return (
    <>
      <Fact term="Server">{baseUrl}</Fact>
      <Fact term="Model">{model}</Fact>
      <Fact term="Key">{apiKeyEnvironment ?? 'none'}</Fact>
      {systemPrompt ? <Fact term="System prompt">{systemPrompt}</Fact> : null}
      <Fact term="Asked">
        {concurrency} at once, up to {timeoutMs / 1000} s each, tried again {retries} times
      </Fact>
      <Fact term="Seed">
        sent with each request; whether the same one gives the same reply is the server’s affair
      </Fact>
      {price ? (
        <Fact term="Price">
          {price.inputPerMillion} {price.currency} for a million tokens read, {price.outputPerMillion}{' '}
          {price.currency} for a million written
        </Fact>
      ) : null}
      {price ? (
        <Fact term="Spending cap">{spendingCap ? `${spendingCap} ${price.currency}` : 'none'}</Fact>
      ) : null}
      {use && use.requests > 0 ? (
        <Fact term="Used">
          {counted(use.requests, 'request')}, {counted(use.promptTokens, 'token')} read,{' '}
          {formatCount(use.completionTokens)} written
          {price ? `, ${Number(use.cost.toPrecision(4))} ${price.currency}` : ''}
        </Fact>
      ) : null}
    </>
  );
}

function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-faint">{term}</dt>
      <dd className="min-w-0 tabular-nums [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}
