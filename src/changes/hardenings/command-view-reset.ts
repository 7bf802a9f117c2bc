import { PCI_COMMAND } from '../../abi/pci-regs.ts';
import { type CommandData, readCommand } from '../../backend/config-space/command.ts';
import { ConfigValue } from '../../host/index.ts';
import { type Hardening, wrapBackend } from '../change.ts';

/** What a register of 16 bits reads as where nothing answers. */
const NO_ANSWER = 0xffff;

export const commandViewReset: Hardening = {
  kind: 'hardening',
  id: 'command-view-reset',
  title: 'the next guest reads COMMAND as the hardware has it, not as the last guest wrote it',
  cause:
    'Most COMMAND bits a guest reads are an echo of the last write. The echo has no reset, so the first reads of the ' +
    'next guest return bits that the one before chose: a channel between guests, and a wrong idea of the device.',
  rules: ['HDR-11', 'HDR-16', 'CONF-31', 'STUB-21'],
  reach: 'guest',
  severity: 'low',
  oracles: ['leak', 'isolation'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(seams, 'resetField', (previous) => (driver, dev, field) => {
      previous(driver, dev, field);
      if (field.read !== readCommand) return;
      const hardware = new ConfigValue();
      const err = driver.kernel.pci.readConfig(dev, PCI_COMMAND, 2, hardware);
      // A function that does not answer, below a bridge that its guest moved, reads as all ones.
      const answers = err === 0 && hardware.value !== NO_ANSWER;
      (field.data as CommandData).cache = answers ? hardware.value : 0;
    }),
};
