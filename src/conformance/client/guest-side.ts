import { Frontend } from '../../guest/frontend.ts';
import { FrontendModule, type GuestKernel } from '../../guest/module.ts';
import { disableMsi, disableMsix, enableMsi, enableMsix } from '../../guest/msi.ts';
import { ConfigPort, enableDevice } from '../../guest/scan.ts';

/** The implementation that client cases are held against: the rig's frontend, or in controls a defective one. */
export const linuxGuest = {
  module: (kernel: GuestKernel): FrontendModule => new FrontendModule(kernel),
  frontend: (...args: ConstructorParameters<typeof Frontend>): Frontend => new Frontend(...args),
  port: (...args: ConstructorParameters<typeof ConfigPort>): ConfigPort => new ConfigPort(...args),
  enableDevice,
  enableMsi,
  disableMsi,
  enableMsix,
  disableMsix,
};

export type GuestSide = typeof linuxGuest;
