import { Link } from '@remix-run/react';
import { CheckField } from '#app/components/study/check-field.tsx';
import { Section } from '#app/components/study/section.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { Notice } from '#app/components/ui/status.tsx';
import type { ExportsPage } from '#app/server/study-exports-page.server.ts';
import { RatingsSwitches } from '../results/ratings-switches.tsx';
import { resultsAddress } from '../results/results-page.ts';
import { askedParameters } from './export-address.ts';
import { ExportList } from './export-list.tsx';
import { PreferencesForm } from './preferences-form.tsx';

/** All that a study can be taken along as. */
export function ExportsView({ page }: { readonly page: ExportsPage }) {
  return (
    <div className="flex min-w-0 flex-col gap-6">
      <WhichCount page={page} />
      {page.isRated ? null : <Notice>There is nothing to export yet: nobody has finished an item.</Notice>}
      <div className="grid items-start gap-6 xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-6">
          <Section title="Ratings" lead="Made while they are sent, so that nobody who rates has to wait.">
            <ExportList page={page} formats={['csv', 'jsonl', 'wide-csv']} />
          </Section>
          <Section
            title="Preference pairs for training"
            lead="Two answers to one context, of which raters preferred one. Only raters who judged both count; ties are left out."
          >
            <PreferencesForm page={page} />
          </Section>
        </div>
        <div className="flex min-w-0 flex-col gap-6">
          <Section title="For a paper" lead="Made from the report on the results.">
            <ReportNotice page={page} />
            <ExportList page={page} formats={['latex', 'methods', 'heds', 'r', 'r-data']} />
          </Section>
          <Section
            title="To pass on"
            lead={
              <>
                Everything in one archive, without names and times of day: data, protocol, what was shown,
                seeds, versions, checksums, and the texts above.{' '}
                <code className="text-[0.9em]">study results --from</code> reckons its numbers anew.
              </>
            }
          >
            <BundleForm page={page} />
          </Section>
        </div>
      </div>
    </div>
  );
}

function WhichCount({ page: { study, asked, excluded } }: { readonly page: ExportsPage }) {
  if (study.kind === 'imported' && excluded === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-3">
      <RatingsSwitches asked={asked} isLive={study.kind === 'live'} excluded={excluded}>
        <p className="text-sm text-ink-soft">Tables of ratings hold everybody in either case.</p>
      </RatingsSwitches>
    </div>
  );
}

/** Why what is made from the report cannot be had yet; nothing where it can. */
function ReportNotice({ page: { study, asked, report } }: { readonly page: ExportsPage }) {
  if (report === null || report.isCurrent) return null;
  const results = (
    <Link to={resultsAddress(asked, `/studies/${study.id}/results`)} className="underline underline-offset-4">
      results page
    </Link>
  );
  return (
    <div className="mb-4">
      <Notice tone={report.failure === null ? 'neutral' : 'danger'}>
        {report.failure !== null ? (
          <>The report could not be made; the {results} says why.</>
        ) : report.isBeingMade ? (
          <>The report is being made. These files are there as soon as it is done.</>
        ) : (
          <>Ratings have changed since the report was made. The {results} makes it anew.</>
        )}
      </Notice>
    </div>
  );
}

function BundleForm({ page }: { readonly page: ExportsPage }) {
  const isReady = page.report?.isCurrent === true;
  return (
    <form action={`/studies/${page.study.id}/export`} className="flex flex-col gap-4">
      <ReportNotice page={page} />
      <input type="hidden" name="format" value="bundle" />
      {askedParameters(page.asked).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div className="-ml-2">
        <CheckField
          name="comments"
          value="yes"
          label="With raters’ comments"
          hint="What people wrote may tell who they are: read it before you pass it on."
          disabled={!isReady}
        />
      </div>
      <div>
        <Button type="submit" look="secondary" disabled={!isReady}>
          Download the bundle
        </Button>
      </div>
    </form>
  );
}
