/**
 * Imports an entry of the program, named from the root: as it was built, where whoever started this process has seen to
 * a build of these sources (scripts/build-program.js); else its TypeScript as it is, through tsx.
 */
export async function load(path) {
  const built = process.env.WORKBENCH_BUILT;
  if (built) return import(new URL(path.replace(/\.ts$/, '.js'), built).href);
  const { register } = await import('tsx/esm/api');
  register();
  return import(new URL(`../${path}`, import.meta.url).href);
}
