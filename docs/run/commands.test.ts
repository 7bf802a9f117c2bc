import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Checkout } from './checkout.ts';
import { commandsOf } from './commands.ts';
import { documents } from './documents.ts';
import { parts } from './markdown.ts';
import { exceptions, shortened } from './rewrites.ts';

let checkout: Checkout;
beforeAll(() => {
  checkout = new Checkout();
  // What documents take for granted.
  checkout.dumps('real-dumps');
});
afterAll(() => checkout.remove());

/** Commands that were run already, and what with. */
const done = new Map<string, string>();

for (const { path, text } of documents()) {
  const shell = parts(text).fences.filter(({ language }) => language === 'sh');
  if (shell.length === 0) continue;
  describe(path, () => {
    for (const { text: command, line, status } of shell.flatMap(commandsOf)) {
      it(`line ${line}: ${command.split('\n')[0]}`, ({ skip }) => {
        const exception = exceptions.find((one) => one.command.test(command));
        if (exception !== undefined) {
          const script = exception.scripts?.exec(command)?.[1];
          if (script !== undefined) expect(scripts).toHaveProperty([script]);
          skip(exception.why);
        }
        const short = shortened(command);
        const seen = done.get(short);
        if (seen === undefined) {
          const ran = checkout.run(short);
          done.set(short, `exit status ${ran.status}`);
          expect(`exit status ${ran.status}\n${ran.status === status ? '' : `${short}\n${ran.output}`}`).toBe(
            `exit status ${status}\n`,
          );
        } else expect(seen).toBe(`exit status ${status}`);
      });
    }
  });
}

const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

it('a wrong option, a wrong name and a program that is not there end with another status', () => {
  const ends = (command: string) => checkout.run(shortened(command)).status;
  expect(ends('npx pciback-rig list targets --jsno')).toBe(2);
  expect(ends('npx pciback-rig fuzz no-such-target --time 8h')).toBe(2);
  expect(ends('npx some-other-package')).toBe(127);
  expect(ends('npx pciback-rig list targts | cat')).toBe(2);
});
