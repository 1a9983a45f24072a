// Space at an end is quoted too: RFC 4180 counts it as part of the field, and readers that trim leave quoted fields be.
const needsQuotes = /[",\r\n]|^\s|\s$/;

/** A field of a CSV file (RFC 4180). Null is an empty field; text is not altered, only quoted where it must be. */
export function csvField(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  return needsQuotes.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
