import { areaSuite } from './area.ts';

areaSuite('DOC');
