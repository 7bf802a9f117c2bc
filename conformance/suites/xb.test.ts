import { areaSuite } from './area.ts';

areaSuite('XB');
