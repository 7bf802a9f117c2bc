import ts from 'typescript';

/** `PciCore.enable`, `writeCommand`, `probe > arrow`: the function a node stands in; `''` outside of any. */
export function functionName(node: ts.Node): string {
  const names: string[] = [];
  for (let at: ts.Node | undefined = node; at !== undefined; at = at.parent) {
    if (ts.isClassElement(at) && ts.isClassLike(at.parent)) {
      const name = ts.isConstructorDeclaration(at) ? 'constructor' : nameText(at.name);
      names.unshift(`${at.parent.name?.text ?? 'class'}.${name}`);
    } else if (ts.isFunctionDeclaration(at)) names.unshift(nameText(at.name));
    else if (ts.isFunctionExpression(at) || ts.isArrowFunction(at)) names.unshift(givenName(at));
    else if (ts.isObjectLiteralElement(at) && ts.isMethodDeclaration(at)) names.unshift(nameText(at.name));
  }
  return names.join(' > ');
}

/** The name of what a function is assigned to. */
function givenName(node: ts.FunctionExpression | ts.ArrowFunction): string {
  if (node.name !== undefined) return node.name.text;
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return nameText(parent.name);
  return 'arrow';
}

function nameText(name: ts.Node | undefined): string {
  if (name === undefined) return 'function';
  return ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isPrivateIdentifier(name)
    ? name.text
    : 'computed';
}
