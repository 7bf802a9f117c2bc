import { areaSuite } from './area.ts';

areaSuite('CONF');
