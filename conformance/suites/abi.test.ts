import { areaSuite } from './area.ts';

areaSuite('ABI');
