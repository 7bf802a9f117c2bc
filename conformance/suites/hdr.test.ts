import { areaSuite } from './area.ts';

areaSuite('HDR');
