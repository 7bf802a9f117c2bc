import { readFileSync } from 'node:fs';
import { validateXML } from 'xmllint-wasm';

/** A schema of this folder, as text. */
export const schemaText = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** What an XML Schema has against a document, a message each; libxml2 reads both. */
export async function objections(document: string, schema: string): Promise<string[]> {
  const { errors } = await validateXML({
    xml: { fileName: 'document.xml', contents: document },
    schema: { fileName: 'schema.xsd', contents: schema },
  });
  return errors.map(({ message }) => message);
}
