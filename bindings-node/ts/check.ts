// Checks that arguments are of their type. What they may be is the core's business.

import { unfit } from "./secret.js";

/** Makes an error of a name and what is wrong with its value. */
export type Refuse = (name: string, why: string) => Error;

/** What is wrong with a value, if anything is. The value itself is never shown. */
export type Check = (value: unknown) => string | undefined;

/** The names that options may have, and what their values must be. */
export type Known = Readonly<Record<string, Check>>;

const LARGEST_COUNT = 2 ** 32 - 1;

export const text: Check = (value) => (typeof value === "string" ? undefined : `is no string but ${kind(value)}`);

export const texts: Check = (value) =>
  Array.isArray(value) && value.every((item) => typeof item === "string") ? undefined : "is no array of strings";

export const flag: Check = (value) => (typeof value === "boolean" ? undefined : `is no boolean but ${kind(value)}`);

export const count: Check = (value) =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= LARGEST_COUNT
    ? undefined
    : "is no whole number from 0 up";

export const milliseconds: Check = (value) =>
  typeof value === "number" && value >= 0 ? undefined : "is no number of milliseconds from 0 up";

export const callback: Check = (value) =>
  typeof value === "function" ? undefined : `is no function but ${kind(value)}`;

export const secret: Check = unfit;

export const signal: Check = (value) =>
  typeof value === "object" && value !== null && "aborted" in value && "addEventListener" in value
    ? undefined
    : `is no AbortSignal but ${kind(value)}`;

/** Checks all options that are given; one that is `undefined` counts as not given. */
export function options(given: unknown, known: Known, refuse: Refuse): void {
  if (typeof given !== "object" || given === null) throw refuse("options", `is no object but ${kind(given)}`);
  for (const [name, value] of Object.entries(given)) {
    const check = Object.hasOwn(known, name) ? known[name] : undefined;
    if (check === undefined) throw refuse(name, `is no option here; there are ${Object.keys(known).join(", ")}`);
    const why = value === undefined ? undefined : check(value);
    if (why !== undefined) throw refuse(name, why);
  }
}

function kind(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : typeof value;
}
