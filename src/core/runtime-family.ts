/**
 * The language of a Lambda runtime, whatever its version.
 */
export enum RuntimeFamily {
  /** `nodejs*` */
  NODEJS = 'nodejs',
  /** `python*` */
  PYTHON = 'python',
  /** `java*` */
  JAVA = 'java',
  /** `dotnet*`, C#, F# and PowerShell */
  DOTNET = 'dotnet',
  /** `ruby*` */
  RUBY = 'ruby',
  /** `go*` and `provided*`: an executable that brings its own runtime client */
  CUSTOM = 'custom',
  /** A name that this version of the library does not know. */
  UNKNOWN = 'unknown',
}

const PREFIXES: ReadonlyArray<readonly [RegExp, RuntimeFamily]> = [
  [/^nodejs\d/, RuntimeFamily.NODEJS],
  [/^python\d/, RuntimeFamily.PYTHON],
  [/^java\d/, RuntimeFamily.JAVA],
  [/^dotnet(core)?\d/, RuntimeFamily.DOTNET],
  [/^ruby\d/, RuntimeFamily.RUBY],
  [/^(go\d|provided)/, RuntimeFamily.CUSTOM],
];

/** The family of a runtime identifier such as `nodejs22.x`. */
export function familyOf(runtime: string): RuntimeFamily {
  return PREFIXES.find(([prefix]) => prefix.test(runtime))?.[1] ?? RuntimeFamily.UNKNOWN;
}
