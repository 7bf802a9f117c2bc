import { areaSuite } from './area.ts';

areaSuite('PT');
