/**
 * The sandbox for your own tests: the five platforms on your machine, with faults that really break the line.
 *
 * @packageDocumentation
 */

export {
  startSandbox,
  Sandbox,
  type Account,
  type Fault,
  type FaultRule,
  type SandboxOptions,
  type SandboxRequest,
} from "./sandbox.js";
