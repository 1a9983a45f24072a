import type { ReactNode } from 'react';
import { LinkSwitch } from '#app/components/scores/link-switch.tsx';
import { counted } from '#app/components/study/plural.ts';
import { resultsAddress } from './results-page.ts';

interface RatingsSwitchesProps {
  readonly asked: Parameters<typeof resultsAddress>[0];
  readonly isLive: boolean;
  /** How many raters are excluded. */
  readonly excluded: number;
  /** What is said of them, where there are any. */
  readonly children: ReactNode;
}

/** Which ratings count, and whose. */
export function RatingsSwitches({ asked, isLive, excluded, children }: RatingsSwitchesProps) {
  return (
    <>
      {isLive ? (
        <LinkSwitch
          label="Which ratings count"
          options={[
            {
              to: resultsAddress({ ...asked, include: 'submitted' }),
              label: 'Submitted only',
              isChosen: asked.include === 'submitted',
            },
            {
              to: resultsAddress({ ...asked, include: 'all' }),
              label: 'All ratings',
              isChosen: asked.include === 'all',
            },
          ]}
        />
      ) : null}
      {excluded > 0 ? (
        <>
          <LinkSwitch
            label="Which raters count"
            options={[
              {
                to: resultsAddress({ ...asked, withExcluded: false }),
                label: `Without ${counted(excluded, 'excluded rater')}`,
                isChosen: !asked.withExcluded,
              },
              {
                to: resultsAddress({ ...asked, withExcluded: true }),
                label: 'With everybody',
                isChosen: asked.withExcluded,
              },
            ]}
          />
          {children}
        </>
      ) : null}
    </>
  );
}
