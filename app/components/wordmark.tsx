export function Wordmark() {
  return (
    <span className="flex items-center gap-2.5">
      <img src="/icon.svg" alt="" width={28} height={28} />
      <span className="font-serif text-lg font-semibold tracking-tight">Workbench</span>
    </span>
  );
}
