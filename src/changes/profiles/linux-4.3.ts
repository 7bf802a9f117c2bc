import { historyOf } from './history.ts';

export const linux43 = historyOf('4.3', '2015-11-01', 'Linux 4.3: before XSA-155 and XSA-157');
