import { DeployedFunction } from './functions';

const URL_OF_HOST = /^https:\/\/([\w.-]+\.example\.com)(.*)$/;

/** The hosts outside AWS that the functions' variables name. */
export function hostsOf(functions: Iterable<DeployedFunction>): string[] {
  return [...new Set([...functions].flatMap(({ environment }) => Object.values(environment).flatMap((value) => URL_OF_HOST.exec(value)?.[1] ?? [])))];
}

/** The variables of a function that name a host, with the address it has on this machine. */
export function atAddresses(fn: DeployedFunction, address: (host: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(fn.environment).flatMap(([name, value]) => {
    const [, host, rest] = URL_OF_HOST.exec(value) ?? [];
    return host === undefined ? [] : [[name, address(host) + rest]];
  }));
}
