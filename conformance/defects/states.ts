import { type Defect, frontend, inside, withStates } from './defect.ts';

export const states: readonly Defect[] = [
  frontend('connects to anything', 'FE-22 FE-23', (made) => {
    made.backendChanged = (machine) => made.connect(machine);
  }),
  frontend('never connects', 'FE-23 FE-25 FE-26 FE-27 FE-28 FE-29 FE-31', (made) => {
    made.connect = () => {};
  }),
  frontend('closes at anything', 'FE-22 FE-31', (made) => {
    made.backendChanged = () => made.disconnect();
  }),
  frontend('every state change of its own begins anew', 'FE-23 FE-32', (made) => {
    const changed = made.backendChanged.bind(made);
    made.backendChanged = (machine) => {
      made.state = 3;
      changed(machine);
    };
  }),
  frontend('everything Initialised when connected', 'FE-22 FE-23 FE-31', (made) => {
    const changed = made.backendChanged.bind(made);
    made.backendChanged = (machine) => {
      if (made.backendState() < 4 || made.backendState() === 8) made.connect(machine);
      else changed(machine);
    };
  }),
  frontend('connects and scans nothing', 'FE-25 FE-26 FE-31', (made) => {
    inside(made).scanRoots = () => null;
  }),
  frontend('one root is enough', 'FE-25 FE-31', (made) => {
    inside(made).scanRoots = (machine) => inside(made).scan(machine, 0, 0);
  }),
  frontend('nothing is fatal', 'FE-25 FE-30 FE-31', (made) => {
    inside(made).fatal = () => made.switchState(4);
  }),
  frontend('Connected before the scan', 'FE-25', (made) => {
    const connect = made.connect.bind(made);
    made.connect = (machine) => {
      made.switchState(4);
      connect(machine);
    };
  }),
  frontend('removes nothing', 'FE-30 FE-34', (made) => {
    inside(made).removeMarked = () => null;
  }),
  frontend('removes everything', 'FE-30', (made) => {
    inside(made).removeMarked = () => {
      made.devices = [];
      return null;
    };
  }),
  frontend('detaches in any state', 'FE-30', (made) => {
    const changed = made.backendChanged.bind(made);
    made.backendChanged = (machine) => {
      if (made.backendState() === 7) made.state = 4;
      changed(machine);
    };
  }),
  frontend('Reconfiguring before the devices go', 'FE-30 FE-34', (made) => {
    const remove = inside(made).removeMarked.bind(made);
    inside(made).removeMarked = () => {
      made.switchState(7);
      return remove();
    };
  }),
  frontend(
    'never Reconfiguring',
    'FE-30 FE-31 FE-34',
    withStates((state, go) => go(state === 7 ? 4 : state)),
  ),
  frontend(
    'Closing on the way to Closed',
    'FE-32',
    withStates((state, go) => {
      if (state === 6) go(5);
      go(state);
    }),
  ),
  frontend('closes with its buses', 'FE-32 FE-33', (made) => {
    made.disconnect = () => made.switchState(6);
    made.remove = () => {
      made.world.grants.revoke(made.domid, made.grantRef);
      made.world.channels.close(made.domid, made.port);
      made.switchState(6);
    };
  }),
  frontend('leaves its channel open', 'FE-33', (made) => {
    made.remove = () => made.switchState(6);
  }),
  frontend('answers when it is gone', 'FE-33', (made) => {
    const remove = made.remove.bind(made);
    made.remove = () => {
      remove();
      inside(made).aerBusy = true;
      inside(made).aerQueued = true;
    };
  }),
];
