import { areaSuite } from './area.ts';

areaSuite('EVT');
