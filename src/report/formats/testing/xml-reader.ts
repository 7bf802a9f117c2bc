/** An element of a document that was read. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

const ATTRIBUTE = /\s+([A-Za-z][\w-]*)="([^"<]*)"/gy;
const LEGAL = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Reads the part of XML 1.0 that the formats write, strictly. @throws Error for anything else */
export function readXml(document: string): Element {
  if (!LEGAL.test(document)) throw new Error('a character that XML 1.0 forbids');
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!document.startsWith(head)) throw new Error('no declaration');
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  for (const [, tag, text] of document.slice(head.length).matchAll(/<([^>]*)>|([^<]+)/g)) {
    const here = open.at(-1) as Element;
    if (tag === undefined) here.text += decode(text ?? '');
    else if (tag.startsWith('/')) {
      if (tag.slice(1) !== here.name || open.length === 1) throw new Error(`</${here.name}> is missing`);
      open.pop();
    } else {
      const element = startTag(tag);
      here.children.push(element);
      if (!tag.endsWith('/')) open.push(element);
    }
  }
  if (open.length !== 1 || root.children.length !== 1) throw new Error('not one whole element');
  if (root.text.trim() !== '') throw new Error('text outside');
  return root.children[0] as Element;
}

function startTag(tag: string): Element {
  const name = /^[A-Za-z][\w-]*/.exec(tag)?.[0];
  if (name === undefined) throw new Error(`<${tag}> is no element`);
  const attributes: Record<string, string> = {};
  let at = name.length;
  ATTRIBUTE.lastIndex = at;
  for (let found = ATTRIBUTE.exec(tag); found !== null; found = ATTRIBUTE.exec(tag)) {
    const [whole, key = '', value = ''] = found;
    if (key in attributes) throw new Error(`${key} twice`);
    attributes[key] = decode(value);
    at += whole.length;
    ATTRIBUTE.lastIndex = at;
  }
  if (!/^\/?$/.test(tag.slice(at))) throw new Error(`<${tag}> is not well-formed`);
  return { name, attributes, children: [], text: '' };
}

function decode(text: string): string {
  if (text.includes(']]>')) throw new Error(']]> in text');
  return text.replace(/&([^;&]*);?/g, (whole, name: string) => {
    const char = whole.endsWith(';') ? ENTITIES[name] : undefined;
    if (char === undefined) throw new Error(`${whole} is no entity`);
    return char;
  });
}

/** Elements of a name, anywhere in it. */
export function all(element: Element, name: string): Element[] {
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)]);
}
