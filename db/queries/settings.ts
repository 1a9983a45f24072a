import { eq } from 'drizzle-orm';
import { type Db, write } from '../client.ts';
import { settings } from '../schema/index.ts';

export function findSetting(db: Db, key: string): string | undefined {
  return db.orm.select({ value: settings.value }).from(settings).where(eq(settings.key, key)).get()?.value;
}

/** The setting's value; the first caller's `initial` becomes it where there is none yet. */
export function settingOrInitial(db: Db, key: string, initial: () => string): string {
  return write(db, () => {
    const found = findSetting(db, key);
    if (found !== undefined) return found;
    const value = initial();
    db.orm.insert(settings).values({ key, value }).run();
    return value;
  });
}
