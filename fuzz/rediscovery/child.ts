import { spawn } from 'node:child_process';
import { basename } from 'node:path';

/**
 * Runs a module of ours in a process of its own.
 * @returns what it printed
 * @throws Error when it ends with another status than 0
 */
export function child(file: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const made = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'], signal });
    let said = '';
    made.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    made.on('error', reject);
    made.on('close', (code) => {
      if (code === 0) resolve(said);
      else reject(new Error(`${basename(file)} ${args.join(' ')} ended with status ${code}`));
    });
  });
}
