export { startSandbox, Sandbox } from "./testing.js";
export type { Account, Fault, FaultRule, SandboxOptions, SandboxRequest } from "./testing.js";
