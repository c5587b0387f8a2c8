import { Dirent, readdirSync } from 'fs';
import { join } from 'path';
import type { Language } from './app-facts';
import { nearest, optionalText } from './folders';

const MADE_BY_TOOLS: ReadonlySet<string> = new Set(['node_modules', 'bin', 'obj', '.git', 'cdk.out']);

/** The version of aws-cdk-lib that an app uses: the installed one where that can be told, else the one that it asks for. */
export function cdkVersionOf(language: Language, folder: string): string | undefined {
  switch (language) {
    case 'Python': return pythonVersion(folder);
    case 'Java': return javaVersion(folder);
    case 'C#': return /Include="Amazon\.CDK\.Lib"\s+Version="([^"]+)"/.exec(projectOf(folder))?.[1];
    case 'Go': return /aws-cdk-go\/awscdk\/v2 v([\d.]+)/.exec(optionalText(folder, 'go.mod') ?? '')?.[1];
    default: return nodeVersion(folder);
  }
}

/** Where packages are hoisted they are in a folder above. */
function nodeVersion(folder: string): string | undefined {
  return nearest(folder, (place) => /"version"\s*:\s*"([^"]+)"/.exec(optionalText(place, 'node_modules/aws-cdk-lib/package.json') ?? '')?.[1])
    ?? nearest(folder, (place) => /"aws-cdk-lib"\s*:\s*"([^"]+)"/.exec(optionalText(place, 'package.json') ?? '')?.[1]);
}

function pythonVersion(folder: string): string | undefined {
  const [, operator, version] = /^aws-cdk-lib\s*([=~><]=?)\s*([\d.]+)/m.exec(optionalText(folder, 'requirements.txt') ?? '')
    ?? /aws-cdk-lib(?:\s*=\s*["'])?\s*([=~><^]*)\s*([\d.]+)/.exec(optionalText(folder, 'pyproject.toml') ?? '') ?? [];
  return version === undefined ? undefined : operator === '==' || operator === '' ? version : `>=${version}`;
}

function javaVersion(folder: string): string | undefined {
  const pom = optionalText(folder, 'pom.xml') ?? '';
  return /<artifactId>aws-cdk-lib<\/artifactId>\s*<version>([\d.]+)/.exec(pom)?.[1] ?? /<cdk\.version>([^<]+)</.exec(pom)?.[1]
    ?? /aws-cdk-lib:([\d.]+)/.exec((optionalText(folder, 'build.gradle') ?? '') + (optionalText(folder, 'build.gradle.kts') ?? ''))?.[1];
}

/** The project file is somewhere below, where `cdk init` puts it: the one that is the least deep, in a folder that can be read and is not made by a tool. */
function projectOf(folder: string): string {
  const folders = [folder];
  for (const place of folders) {
    const entries = entriesOf(place);
    const project = entries.find((entry) => entry.isFile() && entry.name.endsWith('.csproj'));
    if (project !== undefined) { return optionalText(place, project.name) ?? ''; }
    folders.push(...entries.filter((entry) => entry.isDirectory() && !MADE_BY_TOOLS.has(entry.name)).map(({ name }) => join(place, name)));
  }
  return '';
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // the version is then not known, which is said
  }
}
