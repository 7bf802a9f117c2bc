import { areaSuite } from './area.ts';

areaSuite('CAP');
