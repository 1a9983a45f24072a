/**
 * What a serving process is started with, beside the environment at hand (glibc; others take no notice). Its runs ask
 * for blocks of megabytes and give them back, many a second. Left to itself, the C library gets each from the system and
 * gives it back, and every page is zeroed and mapped anew: a quarter of the processor time of a small model. So freed
 * memory up to `spare` is kept, in one heap, so that the kept part is not multiplied by threads, and in huge pages where
 * the system grants them, since a step reads all weights and keys.
 */
const spare = 8 * 2 ** 20;

export const servingEnvironment: Readonly<Record<string, string>> = {
  GLIBC_TUNABLES: [
    'glibc.malloc.arena_max=1',
    'glibc.malloc.hugetlb=1',
    `glibc.malloc.mmap_threshold=${spare}`,
    `glibc.malloc.trim_threshold=${spare}`,
  ].join(':'),
};
