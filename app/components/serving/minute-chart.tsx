import { formatCount } from '../dataset/format-count.ts';

const width = 600;
const height = 96;

/** What each second of the last minute brought, as bars; the numbers that matter stand beside it as text. */
export function MinuteChart({
  seconds,
}: {
  readonly seconds: readonly { readonly replies: number; readonly tokens: number }[];
}) {
  const most = Math.max(...seconds.map(({ tokens }) => tokens), 1);
  const total = seconds.reduce((sum, { tokens }) => sum + tokens, 0);
  const step = width / seconds.length;
  return (
    <figure className="flex flex-1 flex-col">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        className="h-24 w-full lg:h-auto lg:min-h-24 lg:flex-1"
        role="img"
        aria-label={`Tokens of replies in each second of the last minute: ${formatCount(total)} in all, at most ${formatCount(total === 0 ? 0 : most)} in one.`}
      >
        <line x1={0} x2={width} y1={height - 0.5} y2={height - 0.5} stroke="var(--line)" />
        {seconds.map(({ tokens }, index) => {
          const tall = (tokens / most) * (height - 4);
          return tokens === 0 ? null : (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a second has no other name than its place.
              key={index}
              x={index * step + 1}
              y={height - tall}
              width={step - 2}
              height={tall}
              fill="var(--plot-1)"
            />
          );
        })}
      </svg>
      <figcaption className="mt-1 flex justify-between text-xs text-ink-faint tabular-nums">
        <span>a minute ago</span>
        <span>{total === 0 ? 'no tokens' : `highest: ${formatCount(most)} tokens in a second`}</span>
        <span>now</span>
      </figcaption>
    </figure>
  );
}
