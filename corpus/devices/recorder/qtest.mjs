/** A stopped QEMU driven over its qtest protocol (`-qtest stdio`): no guest ever runs an instruction. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Longest time QEMU may take for one batch of commands, in milliseconds. */
const BATCH_TIMEOUT_MS = 120_000;
/** Commands sent before replies are awaited: bounds what lies in the two pipes. */
const BATCH_SIZE = 2048;

/** A failure the person running the recorder can do something about; the message says what. */
export class RecorderError extends Error {}

/** QEMU died of a signal: its own fault, and worth another try. */
export class QemuCrash extends RecorderError {}

/**
 * @param {string} binary
 * @returns {RecorderError}
 */
export function missingQemu(binary) {
  return new RecorderError(
    `${binary} is not installed (or not on PATH). On Debian or Ubuntu: sudo apt install qemu-system-x86`,
  );
}

/** @typedef {{ resolve: (line: string) => void, reject: (error: Error) => void }} Waiter */

export class Qtest {
  /**
   * @param {string} binary name or path of qemu-system-x86_64
   * @param {readonly string[]} args machine and devices
   */
  constructor(binary, args) {
    this.stderr = '';
    this.answered = false;
    /** @type {Waiter[]} */
    this.waiting = [];
    /** @type {Error | null} */
    this.failure = null;
    const fixed = ['-S', '-qtest', 'stdio', '-qtest-log', 'none', '-nodefaults', '-display', 'none'];
    this.child = spawn(binary, [...fixed, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.exited = new Promise((resolve) => {
      this.child.once('close', (code, signal) => {
        const how = `QEMU ended early (${signal ?? `exit ${code}`})`;
        const hint = this.answered
          ? ''
          : '\n(QEMU 7.1 or later is needed, with the devices of recorder/machine.mjs)';
        const message = `${how}: ${this.stderr.trim()}${hint}`;
        this.fail(signal === null ? new RecorderError(message) : new QemuCrash(message));
        resolve(undefined);
      });
    });
    this.child.once('error', (error) => {
      const absent = 'code' in error && error.code === 'ENOENT';
      this.fail(absent ? missingQemu(binary) : new RecorderError(`cannot start ${binary}: ${error.message}`));
    });
    this.child.stdin.on('error', () => {}); // a dead QEMU is reported by 'close'
    this.child.stderr.on('data', (chunk) => {
      this.stderr += String(chunk);
    });
    createInterface({ input: this.child.stdout }).on('line', (line) => this.answer(line));
  }

  /** @param {Error} error */
  fail(error) {
    this.failure ??= error;
    for (const waiter of this.waiting.splice(0)) waiter.reject(this.failure);
  }

  /** @param {string} line */
  answer(line) {
    if (line.startsWith('IRQ ')) return;
    this.answered = true;
    const waiter = this.waiting.shift();
    if (line.startsWith('OK')) waiter?.resolve(line.slice(2).trim());
    else waiter?.reject(new RecorderError(`QEMU refused a qtest command: ${line}`));
  }

  /**
   * Runs commands in order and returns their answers (text after `OK`).
   * @param {readonly string[]} commands
   * @returns {Promise<string[]>}
   */
  async run(commands) {
    /** @type {string[]} */
    const answers = [];
    for (let start = 0; start < commands.length; start += BATCH_SIZE) {
      answers.push(...(await this.batch(commands.slice(start, start + BATCH_SIZE))));
    }
    return answers;
  }

  /**
   * @param {readonly string[]} commands
   * @returns {Promise<string[]>}
   */
  async batch(commands) {
    if (this.failure) throw this.failure;
    const answers = commands.map(
      () =>
        /** @type {Promise<string>} */ (
          new Promise((resolve, reject) => this.waiting.push({ resolve, reject }))
        ),
    );
    const timer = setTimeout(() => this.fail(new RecorderError('QEMU stopped answering')), BATCH_TIMEOUT_MS);
    this.child.stdin.write(`${commands.join('\n')}\n`);
    try {
      return await Promise.all(answers);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends this QEMU and waits for it. */
  async close() {
    this.failure ??= new RecorderError('QEMU was closed');
    this.child.kill('SIGKILL');
    await this.exited;
  }
}
