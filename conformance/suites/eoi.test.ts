import { areaSuite } from './area.ts';

areaSuite('EOI');
