/** The library: see docs/library.md. What is not exported here may change at any time. */
export type { FuzzTestFinding, FuzzTestResult } from './campaign/fuzz-test.ts';
export { Judge } from './campaign/judge.ts';
export type { RegressResult } from './campaign/regress.ts';
export { type Change, wrapBackend, wrapHost } from './changes/change.ts';
export type { CaseResult } from './conformance/verdict.ts';
export { DeviceLibrary, type LibraryDevice } from './executor/device-library.ts';
export { EventLog, type LogRecord } from './executor/event-log.ts';
export {
  type Capability,
  type ConnectionState,
  type Crash,
  capabilities,
  type DeviceState,
  type Execution,
  type Executor,
  type FinalState,
  type Form,
  type FunctionFacts,
  type Return,
} from './executor/execution.ts';
export { ModelExecutor } from './executor/model/model-executor.ts';
export {
  ExecutorFailure,
  ProcessExecutor,
  type ProcessOptions,
} from './executor/process/process-executor.ts';
export { serveExecutor } from './executor/process/serve.ts';
export { UnsupportedProgram } from './executor/unsupported.ts';
export { ProgramBuilder, type ProgramSetup, program } from './library/program.ts';
export { createRig, type Rig, type RigOptions } from './library/rig.ts';
export { oracles } from './oracle/index.ts';
export type { Oracle, Violation } from './oracle/oracle.ts';
export { Ev as RecordCode } from './platform/recorder.ts';
export { decodeProgram, encodeProgram } from './program/binary.ts';
export type { Action, DeviceSetup, Effect, Program, Setup, Step } from './program/program.ts';
export { formatProgram, type ProgramFile, parseProgram } from './program/schema.ts';
