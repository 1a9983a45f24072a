import { Notice } from '#app/components/ui/status.tsx';

/** What speaks against a change of checkpoint; nothing where nothing does. */
export function Concerns({ concerns }: { readonly concerns: readonly string[] }) {
  if (concerns.length === 0) return null;
  return (
    <Notice tone="warning" title="Before you change what people meet">
      <ul className="list-disc pl-5">
        {concerns.map((sentence) => (
          <li key={sentence} className="[overflow-wrap:anywhere]">
            {sentence}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** The box that says: I know, and want it. A button of its form that changes nothing for people goes without validation. */
export function ConfirmBox({ concerns }: { readonly concerns: readonly string[] }) {
  if (concerns.length === 0) return null;
  return (
    <label className="flex min-h-10 items-center gap-2 text-sm">
      <input type="checkbox" name="confirmed" required className="size-4" />I know, and want it all the same
    </label>
  );
}
