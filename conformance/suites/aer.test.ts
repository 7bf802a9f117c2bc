import { areaSuite } from './area.ts';

areaSuite('AER');
