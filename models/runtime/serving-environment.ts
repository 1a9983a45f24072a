/** More would be faster by nothing that was measured, and take a process of ten million weights to 300 MB. */
const spareBytes = 8 * 2 ** 20;

/**
 * The environment at hand with what a serving process is started with besides (glibc; others take no notice). Its runs ask
 * for blocks of megabytes and give them back, many a second. Left to itself, the C library gets each from the system and
 * gives it back, and every page is zeroed and mapped anew: a quarter of the processor time of a small model. So freed
 * memory up to `spareBytes` is kept, in one heap, so that the kept part is not multiplied by threads, and in huge pages
 * where the system grants them, since a step reads all weights and keys.
 */
export function servingEnvironment(given: Readonly<NodeJS.ProcessEnv>): NodeJS.ProcessEnv {
  const tunables = [
    'glibc.malloc.arena_max=1',
    'glibc.malloc.hugetlb=1',
    `glibc.malloc.mmap_threshold=${spareBytes}`,
    `glibc.malloc.trim_threshold=${spareBytes}`,
    // Of one that is named twice the last is heard.
    ...(given.GLIBC_TUNABLES ? [given.GLIBC_TUNABLES] : []),
  ];
  return { ...given, GLIBC_TUNABLES: tunables.join(':') };
}
