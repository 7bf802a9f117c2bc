import { areaSuite } from './area.ts';

areaSuite('QRK');
