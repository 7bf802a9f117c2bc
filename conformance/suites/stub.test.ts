import { areaSuite } from './area.ts';

areaSuite('STUB');
