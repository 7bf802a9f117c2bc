import { areaSuite } from './area.ts';

areaSuite('VPCI');
