import { areaSuite } from './area.ts';

areaSuite('CHG');
