import { areaSuite } from './area.ts';

areaSuite('ISR');
