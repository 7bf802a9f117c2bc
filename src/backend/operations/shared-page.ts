import { KernelOops, type PageMapping, type SiteName } from '../../host/index.ts';
import type { Connection } from '../connection.ts';

/**
 * The mapped page of a connection that is being served.
 * @throws KernelOops when its reference is null, or the connection itself is gone (EVT-06, EVT-24)
 */
export function sharedPage(connection: Connection, site: SiteName): PageMapping {
  if (connection.freed) throw new KernelOops('use-after-free', site, 'the connection was freed');
  const { page } = connection;
  if (page === null) throw new KernelOops('null-dereference', site, 'the connection has no shared page');
  return page;
}
