import { wordsClass } from '../dataset/dialogue-turns.tsx';
import { formatShare } from './format-share.ts';

export interface ShownToken {
  /** What the token added to the reply; empty for its end. */
  readonly text: string;
  /** Natural log, under the model's own distribution. */
  readonly logProbability: number;
}

/** A reply shaded by how sure its system was, token by token, and the same numbers as a list. Opened on demand. */
export function LogProbabilities({ tokens }: { readonly tokens: readonly ShownToken[] }) {
  if (tokens.length === 0) return null;
  const mean = tokens.reduce((sum, { logProbability }) => sum + logProbability, 0) / tokens.length;
  return (
    <details className="text-sm">
      <summary className="-my-1 py-1 text-xs font-medium text-ink-faint hover:text-ink">
        Token probabilities
      </summary>
      <div className="mt-2 flex flex-col gap-2">
        <p dir="auto" className={`${wordsClass} leading-7`}>
          {tokens.map((token, index) => (
            <Token
              // biome-ignore lint/suspicious/noArrayIndexKey: a token is its place in the reply
              key={index}
              token={token}
            />
          ))}
        </p>
        <p className="text-xs text-ink-faint tabular-nums">
          The darker, the less likely. Mean log-probability {mean.toFixed(2)} a token, perplexity{' '}
          {Math.exp(-mean).toPrecision(3)}.
        </p>
        <details>
          <summary className="-my-1 py-1 text-xs text-ink-faint hover:text-ink">As a list</summary>
          <TokenTable tokens={tokens} />
        </details>
      </div>
    </details>
  );
}

/** Certain tokens stay bare; from a probability of 1 in 400 on the shade is full. */
const fullShade = 6;

function Token({ token: { text, logProbability } }: { readonly token: ShownToken }) {
  const share = Math.min(-logProbability / fullShade, 1);
  const spaces = /^\s*/u.exec(text)?.[0] ?? '';
  return (
    <>
      {spaces}
      <span
        title={`${formatShare(Math.exp(logProbability))}, log ${logProbability.toFixed(2)}`}
        className="rounded-sm"
        style={{
          backgroundColor: `color-mix(in srgb, var(--plot-2) ${Math.round(share * 45)}%, transparent)`,
        }}
      >
        {text.slice(spaces.length)}
      </span>
    </>
  );
}

function TokenTable({ tokens }: { readonly tokens: readonly ShownToken[] }) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="Tokens and their probabilities"
      className="mt-2 max-h-64 overflow-y-auto rounded-lg border border-line"
    >
      <table className="w-full border-collapse text-left text-xs tabular-nums [&_td]:px-2 [&_td]:py-1 [&_th]:px-2 [&_th]:py-1">
        <thead className="sticky top-0 bg-sunken text-ink-soft">
          <tr>
            <th scope="col">Token</th>
            <th scope="col" className="text-right">
              Probability
            </th>
            <th scope="col" className="text-right">
              Log
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map(({ text, logProbability }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a token is its place in the reply
            <tr key={index} className="border-t border-line">
              <td dir="auto" className="font-serif [overflow-wrap:anywhere]">
                {text.trim() === '' ? (
                  <span className="font-sans text-ink-faint">
                    {text === '' ? (index === tokens.length - 1 ? 'end' : 'no text') : 'space'}
                  </span>
                ) : (
                  text.trim()
                )}
              </td>
              <td className="text-right">{formatShare(Math.exp(logProbability))}</td>
              <td className="text-right text-ink-soft">{logProbability.toFixed(2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
