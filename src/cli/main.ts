#!/usr/bin/env node
import { keepHeapSmall } from '../campaign/heap.ts';
import { optimiseLate } from '../campaign/optimise-late.ts';
import { countedCli } from './counted.ts';
import { processIo } from './process-io.ts';

keepHeapSmall();
optimiseLate();
const argv = process.argv.slice(2);
const counted = countedCli(argv, import.meta.url);
const { runCli }: typeof import('./run.ts') =
  counted === undefined ? await import('./run.ts') : await import(counted);
process.exitCode = await runCli(argv, processIo());
