#!/usr/bin/env node
// Entry of the command line: TypeScript is read as it is, through tsx.
import { register } from 'tsx/esm/api';

register();
const { runMain } = await import('./run-main.ts');
await runMain();
