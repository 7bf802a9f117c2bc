import { areaSuite } from './area.ts';

areaSuite('OPS');
