/** A request's fields that an answer looks at; those left out may be anything. */
export interface RequestMatch {
  readonly cmd?: number;
  readonly devfn?: number;
  readonly offset?: number;
  readonly size?: number;
}

/** A word of the shared page. */
export type PageWord = readonly [offset: number, value: number];

/** An AER request as a backend posts it; what is left out is 0, the state io_normal (1). */
export interface AerRequest {
  readonly cmd: number;
  readonly state?: number;
  readonly domain?: number;
  readonly bus?: number;
  readonly devfn?: number;
}

/** What the backend does about a request that {@link on} fits. */
export interface Answer {
  readonly on?: RequestMatch;
  /** For how many requests it holds; absent: for all. */
  readonly times?: number;
  /** What is left out is as the functions behind the backend have it. */
  readonly err?: number;
  readonly value?: number;
  /** Vectors of MSI-X entries from the first on. */
  readonly vectors?: readonly number[];
  /** Microseconds until it completes; `never`. */
  readonly after?: number | 'never';
  /** False: it completes and sends no event. */
  readonly event?: boolean;
  /** Events that say nothing, microseconds after the request. */
  readonly nudges?: readonly number[];
  /** AER request that is posted as part of the completion, without an event of its own. */
  readonly aer?: AerRequest;
  /** Words that are changed as well, before the completion; at once if that never comes. */
  readonly page?: readonly PageWord[];
  /** Words that change at the frontend's next event: what it copied must not change with them. */
  readonly later?: readonly PageWord[];
}

/** A function behind the scripted backend. */
export interface FunctionScript {
  readonly domain?: number;
  readonly bus?: number;
  readonly devfn: number;
  /** Dwords by offset; others read as 0. */
  readonly registers: Readonly<Record<number, number>>;
  /** Bits that can be written, by offset; others keep their value. */
  readonly writable?: Readonly<Record<number, number>>;
}

/** Error handlers of the guest's drivers, with what they give; null: there is none. */
export interface DriverScript {
  readonly detected?: number | null;
  readonly mmio?: number | null;
  readonly slotReset?: number | null;
  readonly resume?: null;
  /** Register that its error_detected handler reads, through the frontend. */
  readonly reads?: number;
}

/** What is there before the first step; the rest is an ordinary PV guest whose backend has one device. */
export interface ClientSetup {
  readonly pv?: boolean;
  readonly initialDomain?: boolean;
  readonly linux?: '6.1' | '6.12';
  /** Errno of setting up the software IOTLB, and of making a bus; absent: they succeed. */
  readonly iotlb?: number;
  readonly newBus?: number;
  /** Instances of the frontend, each with a backend of its own. */
  readonly instances?: 1 | 2;
  /** Nodes of the backend's directory beside the usual ones; null: it is missing. */
  readonly nodes?: Readonly<Record<string, string | null>>;
  readonly functions?: readonly FunctionScript[];
  readonly answers?: readonly Answer[];
  /** Driver of every device; null: there is none. */
  readonly driver?: DriverScript | null;
}

interface StepBase {
  /** Instance it is about; absent: the first. */
  readonly of?: 0 | 1;
  /** How far the guest goes on afterwards: not at all, up to its event handler, or (absent) until nothing is left to do. */
  readonly then?: 'nothing' | 'handler';
}

/** Where a guest's access goes. */
interface Target {
  readonly domain?: number;
  readonly bus?: number;
  readonly devfn?: number;
}

/** Steps of backend and toolstack, and public operations of the frontend. */
export type ClientStep = StepBase &
  (
    | { readonly do: 'state'; readonly value: number }
    | { readonly do: 'node'; readonly name: string; readonly value: string | null }
    /** Maps the page and binds the channel that the frontend published. */
    | { readonly do: 'attach' }
    | { readonly do: 'answers'; readonly answers: readonly Answer[] }
    | ({ readonly do: 'aer'; readonly event?: boolean } & AerRequest)
    | { readonly do: 'page'; readonly words: readonly PageWord[] }
    | { readonly do: 'event' }
    /** Somebody else writes to a node of the next transactions before they end. */
    | { readonly do: 'conflicts'; readonly times: number }
    | { readonly do: 'advance'; readonly usec: number }
    | { readonly do: 'load' | 'publish' | 'connect' | 'close' | 'remove' | 'restart' }
    | ({ readonly do: 'read'; readonly offset: number; readonly size: number } & Target)
    | ({
        readonly do: 'write';
        readonly offset: number;
        readonly size: number;
        readonly value: number;
      } & Target)
    | ({ readonly do: 'enable' | 'disableMsi' | 'disableMsix' } & Target)
    | ({ readonly do: 'msi'; readonly messages?: number } & Target)
    | ({ readonly do: 'msix'; readonly indices: readonly number[] } & Target)
  );

/** Everything that happens in a client case. */
export interface Script {
  readonly setup?: ClientSetup;
  readonly steps: readonly ClientStep[];
}
