import { areaSuite } from './area.ts';

areaSuite('SYS');
