/** Failed sign-ins allowed in a window, for one login name and for one address. */
export const loginNameLimit = { failures: 8, windowMilliseconds: 15 * 60_000 } as const;
export const addressLimit = { failures: 40, windowMilliseconds: 15 * 60_000 } as const;

/** Live comparisons under way at once, each of up to eight systems: of one person, and of all. */
export const liveLimit = { perPerson: 2, together: 8 } as const;
