/** A researcher's text as paragraphs; lines that begin with `-` or `*` become a list. Nothing in it is markup. */
export function PlainText({ text }: { readonly text: string }) {
  const blocks = text.split(/\n\s*\n/).filter((block) => block.trim() !== '');
  return (
    <div className="flex flex-col gap-3">
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the text does not change while it is shown
        <Block key={index} lines={block.split('\n')} />
      ))}
    </div>
  );
}

const bullet = /^\s*[-*•]\s+/;

function Block({ lines }: { readonly lines: readonly string[] }) {
  if (lines.every((line) => bullet.test(line)))
    return (
      <ul dir="auto" className="flex list-disc flex-col gap-1.5 ps-5 marker:text-ink-faint">
        {lines.map((line) => (
          <li key={line}>{line.replace(bullet, '')}</li>
        ))}
      </ul>
    );
  return (
    <p dir="auto" className="whitespace-pre-line">
      {lines.join('\n')}
    </p>
  );
}
