import { historyOf } from './history.ts';

export const linux59 = historyOf('5.9', '2020-10-11', 'Linux 5.9: before late EOI (XSA-331, XSA-332)');
