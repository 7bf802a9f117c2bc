import { historyOf } from './history.ts';

export const linux31 = historyOf('3.1', '2011-10-24', "Linux 3.1: the driver's first release, before XSA-43");
