import { createRequire } from 'node:module';

/** Reads YAML 1.2 text into plain values. @throws Error naming the line */
export type ParseYaml = (text: string) => unknown;

/**
 * The package `yaml`, a development dependency; a copy installed elsewhere is found through `NODE_PATH`.
 * @returns undefined where there is none
 */
export function yamlParser(): ParseYaml | undefined {
  try {
    const { parse } = createRequire(import.meta.url)('yaml') as { parse: ParseYaml };
    return parse;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
