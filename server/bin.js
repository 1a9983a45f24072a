// Entry of the web process: TypeScript is read as it is, through tsx.
import { register } from 'tsx/esm/api';

register();
await import('./main.ts');
