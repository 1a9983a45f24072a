import { Form, Link } from '@remix-run/react';
import { Button, LinkButton } from '#app/components/ui/button.tsx';
import { Guidelines } from './guidelines.tsx';
import { PlainText } from './plain-text.tsx';
import type { RatingPageData } from './rating-page-data.ts';

/** What is asked for, before the first item. */
export function RatingWelcome({ page }: { readonly page: RatingPageData }) {
  const { study } = page;
  return (
    <article className="mx-auto flex w-full max-w-2xl flex-col gap-6 px-4 py-8 sm:px-6 sm:py-12">
      <header>
        <h1 className="font-serif text-3xl font-semibold tracking-tight">{study.title}</h1>
        <p className="mt-2 text-ink-soft">
          Please read this before you begin. “Guidelines”, or the key g, brings it back at any time.
        </p>
      </header>
      <Guidelines study={study} />
      <ul className="flex list-disc flex-col gap-1.5 ps-5 text-sm text-ink-soft marker:text-ink-faint">
        <li>Every answer is saved as you give it. Stop whenever you like and come back to this page.</li>
        <li>With a keyboard, digits rate and move on, Enter submits, and ? shows all keys.</li>
        <li>If an item troubles you, skip it. If something is wrong with it, flag it or leave a comment.</li>
      </ul>
      <OnlyThisBrowser hasPassword={page.hasPassword} />
      <div>
        <LinkButton look="primary" to="?begun" className="min-h-12 px-8 text-base" autoFocus>
          Begin
        </LinkButton>
      </div>
    </article>
  );
}

/** For a study one joined without having been asked. */
export function RatingConsent({ title, consent }: { readonly title: string; readonly consent: string }) {
  return (
    <article className="mx-auto flex w-full max-w-2xl flex-col gap-6 px-4 py-8 sm:px-6 sm:py-12">
      <h1 className="font-serif text-3xl font-semibold tracking-tight">{title}</h1>
      <div className="rounded-xl border border-line bg-surface p-5 sm:p-6">
        <PlainText text={consent} />
      </div>
      <Form method="post">
        <Button type="submit" name="intent" value="consent" className="min-h-12 px-8 text-base">
          Agree and go on
        </Button>
      </Form>
    </article>
  );
}

/** Without a password, what ties the work to the person is a cookie of this browser. */
export function OnlyThisBrowser({ hasPassword }: { readonly hasPassword: boolean }) {
  if (hasPassword) return null;
  return (
    <p className="rounded-lg bg-sunken px-4 py-3 text-sm text-ink-soft">
      Only this browser knows you. To go on from another device,{' '}
      <Link to="/account" className="font-medium text-accent underline underline-offset-4">
        set a sign-in name and a password
      </Link>
      .
    </p>
  );
}
