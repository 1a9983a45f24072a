import { hash, verify } from '@node-rs/argon2';

// OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane; 50 to 150 ms a hash.
// The library's default algorithm is argon2id.
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const minimumPasswordLength = 10;

export function hashPassword(password: string): Promise<string> {
  return hash(password, parameters);
}

let placeholder: Promise<string> | undefined;

/**
 * Whether the password belongs to the hash. With no hash the same work is done and the answer is false, so that the
 * time taken does not tell whether an account exists.
 */
export async function passwordMatches(
  password: string,
  passwordHash: string | null | undefined,
): Promise<boolean> {
  if (passwordHash) return verify(passwordHash, password);
  placeholder ??= hashPassword('no account has this password');
  await verify(await placeholder, password);
  return false;
}
