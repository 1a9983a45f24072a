import type { ComparedFigure } from '#app/server/learning/training-figures.server.ts';

/** What was measured of the old checkpoint and the new one. */
export function FiguresTable({ figures }: { readonly figures: readonly ComparedFigure[] }) {
  const isThird = figures.some(({ serving }) => serving !== null);
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-sm">
        <thead>
          <tr className="border-b border-line text-left text-ink-faint">
            <th scope="col" className="py-2 pr-4 font-medium">
              Measured
            </th>
            <th scope="col" className="py-2 pr-4 text-right font-medium">
              Old
            </th>
            <th scope="col" className="py-2 text-right font-medium">
              New
            </th>
            {isThird ? (
              <th scope="col" className="py-2 pl-4 text-right font-medium">
                In service
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {figures.map(({ name, meaning, before, after, serving, isBetter }) => (
            <tr key={name} className="border-b border-line align-top last:border-0">
              <th scope="row" className="py-2.5 pr-4 text-left font-normal">
                <span className="font-medium">{name}</span>
                <span className="block text-ink-faint">{meaning}</span>
              </th>
              <td className="py-2.5 pr-4 text-right whitespace-nowrap tabular-nums">{before}</td>
              <td className="py-2.5 text-right whitespace-nowrap tabular-nums">
                {after}
                {isBetter === null ? null : (
                  <span className={`block text-xs ${isBetter ? 'text-good' : 'text-warning'}`}>
                    {isBetter ? 'better' : 'worse'}
                  </span>
                )}
              </td>
              {isThird ? (
                <td className="py-2.5 pl-4 text-right whitespace-nowrap tabular-nums">{serving ?? '–'}</td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
