import { Link } from '@remix-run/react';
import { Button, buttonClass } from '#app/components/ui/button.tsx';
import type { FacetCount } from '#db/queries/dialogue-page.ts';
import { AddressForm, AddressSearch, AddressSelect } from './address-form.tsx';
import { type DialogueListAddress, pageSizes, plainDialogueList } from './dialogue-list-address.ts';
import { formatCount } from './format-count.ts';

interface DialogueFiltersProps {
  readonly address: DialogueListAddress;
  readonly emotions: readonly FacetCount[];
  readonly splits: readonly FacetCount[];
}

const sortWords = [
  ['', 'as imported'],
  ['conv_id', 'dialogue'],
  ['-conv_id', 'dialogue, backwards'],
  ['emotion', 'emotion'],
  ['-emotion', 'emotion, backwards'],
  ['split', 'split'],
  ['-split', 'split, backwards'],
  ['-turns', 'most turns first'],
  ['turns', 'fewest turns first'],
] as const;

/** Which dialogues are shown, in which order, how many at a time. */
export function DialogueFilters({ address, emotions, splits }: DialogueFiltersProps) {
  const sort = address.sort === 'order' ? '' : `${address.descending ? '-' : ''}${address.sort}`;
  const isFiltered = address.search !== '' || address.emotion !== null || address.split !== null;
  return (
    <AddressForm
      label="Find dialogues"
      className="mb-4 grid grid-cols-2 items-end gap-3 md:grid-cols-[minmax(14rem,1fr)_12rem_10rem_auto_auto] lg:max-w-5xl"
    >
      <div className="col-span-2 md:col-span-1">
        <AddressSearch label="Search in turns and situation" value={address.search} />
      </div>
      <AddressSelect label="Emotion" name="emotion" value={address.emotion ?? ''}>
        <option value="">All</option>
        <FacetOptions facets={emotions} />
      </AddressSelect>
      <AddressSelect label="Split" name="split" value={address.split ?? ''}>
        <option value="">All</option>
        <FacetOptions facets={splits} />
      </AddressSelect>
      <div className="md:hidden">
        <AddressSelect label="Sorted by" name="sort" value={sort}>
          {sortWords.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </AddressSelect>
      </div>
      <AddressSelect
        label="Rows"
        name="size"
        value={address.size === plainDialogueList.size ? '' : String(address.size)}
      >
        {pageSizes.map((size) => (
          <option key={size} value={size === plainDialogueList.size ? '' : size}>
            {size}
          </option>
        ))}
      </AddressSelect>
      <div className="flex gap-2">
        <Button type="submit" look="secondary">
          Search
        </Button>
        {isFiltered ? (
          <Link to="." preventScrollReset className={buttonClass('quiet')}>
            Clear
          </Link>
        ) : null}
      </div>
    </AddressForm>
  );
}

function FacetOptions({ facets }: { readonly facets: readonly FacetCount[] }) {
  return facets.map(({ value, count }) => (
    <option key={value} value={value}>
      {value} ({formatCount(count)})
    </option>
  ));
}
