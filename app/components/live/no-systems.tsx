import { LinkButton } from '../ui/button.tsx';
import { Notice } from '../ui/status.tsx';

const example = `{
  "name": "my caire",
  "generator": "caire",
  "checkpoint": "./trained/caire-empathetic"
}`;

/** What to do where no system has weights. */
export function NoSystems() {
  return (
    <Notice tone="warning" title="No system has a model yet">
      <p className="max-w-prose">
        Systems answer with a trained checkpoint, and this workbench has none. Register a folder in Hugging
        Face form (a trained or downloaded GPT, GPT-2 or T5): describe it in a file and add it.
      </p>
      <pre className="mt-2 rounded-lg bg-surface p-3 text-xs whitespace-pre-wrap text-ink [overflow-wrap:anywhere]">
        <code>{example}</code>
      </pre>
      <pre className="mt-2 rounded-lg bg-surface p-3 text-xs whitespace-pre-wrap text-ink [overflow-wrap:anywhere]">
        <code>npm run workbench -- systems add my-caire.json</code>
      </pre>
      <p className="mt-2 mb-3 max-w-prose">
        Then load this page again. The guide “Having systems answer” has every field.
      </p>
      <LinkButton to="/systems">To the systems</LinkButton>
    </Notice>
  );
}
