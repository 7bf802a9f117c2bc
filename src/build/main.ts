/** Part of the build: the package once more, with counters in the core. */
import { join } from 'node:path';
import { packageRoot } from '../campaign/package-root.ts';
import { buildCovered } from './covered.ts';

const root = packageRoot();
buildCovered(root, join(root, 'dist'));
