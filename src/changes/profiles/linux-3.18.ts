import { historyOf } from './history.ts';

export const linux318 = historyOf('3.18', '2014-12-07', 'Linux 3.18, mainline: before XSA-120');
