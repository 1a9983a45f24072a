import type { GenerationRequest } from '#db/queries/generation-jobs.ts';

/** The decoding options that a run has of its own, exactly. */
export function RunSettingsLine({ settings }: Pick<GenerationRequest, 'settings'>) {
  const options = Object.entries(settings ?? {});
  if (options.length === 0) return null;
  return (
    <p className="mb-4 text-sm text-ink-soft">
      With decoding settings of its own:{' '}
      {options.map(([name, value]) => (
        <code key={name} className="mr-2 text-xs">
          {name} {JSON.stringify(value)}
        </code>
      ))}
    </p>
  );
}
