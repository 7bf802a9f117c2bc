import { SH_FLAGS } from '../../src/abi/pciif.ts';
import { type Defect, frontend, module } from './defect.ts';

export const publishing: readonly Defect[] = [
  module('runs anywhere', 'FE-01', (made) => {
    made.load = () => 0;
  }),
  module('runs nowhere', 'FE-01', (made) => {
    made.load = () => -19;
  }),
  module('a second instance is refused', 'FE-01', (made) => {
    const install = made.install.bind(made);
    made.install = (one) => (install(one) === 0 ? 0 : -16);
  }),
  module('a second instance takes over', 'FE-01', (made) => {
    made.install = (one) => {
      made.installed = one;
      return 0;
    };
  }),
  frontend('no AER flag', 'FE-02', (made) => {
    const renew = made.renewPage.bind(made);
    made.renewPage = () => {
      renew();
      made.page.write32(SH_FLAGS, 0);
    };
  }),
  frontend('a page that was used before', 'FE-02', (made) => {
    const renew = made.renewPage.bind(made);
    made.renewPage = () => {
      renew();
      made.page.bytes.fill(0x5a, 4000);
    };
  }),
  frontend('two grants', 'FE-02 FE-04', (made) => {
    const renew = made.renewPage.bind(made);
    made.renewPage = () => {
      renew();
      renew();
    };
  }),
  frontend('a channel for somebody else', 'FE-03', (made) => {
    made.renewChannel = () => {
      made.port = made.world.channels.allocUnbound(made.domid, 7);
    };
  }),
  frontend('no handler', 'FE-03 FE-07 FE-20', (made) => {
    made.handleEvent = () => {};
  }),
  frontend('keys outside of a transaction, in another order', 'FE-04', (made) => {
    made.publishKeys = () => {
      for (const [name, value] of [
        ['magic', '7'],
        ['pci-op-ref', made.grantRef],
        ['event-channel', made.port],
      ])
        made.world.xenstore.write(made.domid, `${made.directory}/${name}`, String(value));
    };
  }),
  frontend('a spoiled transaction is not tried again', 'FE-04', (made) => {
    const again = made.publishKeys.bind(made);
    made.publishKeys = () => {
      const { xenstore } = made.world;
      const end = xenstore.end.bind(xenstore);
      xenstore.end = (tx, abort) => {
        end(tx, abort);
        return 0;
      };
      again();
      xenstore.end = end;
    };
  }),
  frontend('waits for InitWait', 'FE-04', (made) => {
    const publish = made.publish.bind(made);
    made.publish = () => {
      if (made.backendState() === 2) publish();
    };
  }),
];
