import { prove } from './testing/prove.ts';
import { xsa349WatchQueue } from './xsa-349-watch-queue.ts';

prove(xsa349WatchQueue, ['starvation/watch-queue/xenwatch']);
