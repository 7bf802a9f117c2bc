import ts from 'typescript';
import type { Edge, EdgeKind } from '../campaign/edge-table.ts';
import { functionName } from './function-name.ts';

/** Name of the counters in instrumented code; no source may use it. */
const COUNTERS = '$edges';

export interface Instrumented {
  /** JavaScript, without types. */
  readonly code: string;
  /** In the order of their ids. */
  readonly edges: readonly Edge[];
}

/** Where a source stands, and where its counters do. */
export interface Place {
  /** As the table names it: `src/backend/load.ts`. */
  readonly file: string;
  /** Id of its first edge. */
  readonly firstId: number;
  /** Module that exports the counters as `edgeCounters`, as the source would import it. */
  readonly counters: string;
}

/**
 * Compiles a source of the core with a counter at each edge of its control flow: `$edges[17]++`. Code outside of
 * functions has none: it runs once, before any campaign.
 * @throws Error when the source uses the counters' name
 */
export function instrument(text: string, place: Place, options: ts.CompilerOptions): Instrumented {
  if (text.includes(COUNTERS)) throw new Error(`${place.file}: the name ${COUNTERS} is the counters'`);
  const edges: Edge[] = [];
  const { outputText } = ts.transpileModule(text, {
    fileName: place.file,
    // The package's own type is not looked up for a text alone.
    compilerOptions: { ...options, module: ts.ModuleKind.ESNext, sourceMap: false, declaration: false },
    transformers: { before: [insertCounters(place, edges)] },
  });
  const head = `import { edgeCounters as ${COUNTERS} } from ${JSON.stringify(place.counters)};\n`;
  return { code: edges.length === 0 ? outputText : head + outputText, edges };
}

function insertCounters({ file, firstId }: Place, edges: Edge[]): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (source) => {
    const { factory } = context;
    const lines = source.text.split('\n');

    /** `$edges[17]++` */
    const counter = (node: ts.Node, kind: EdgeKind): ts.Expression => {
      const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source));
      const id = firstId + edges.length;
      edges.push({
        id,
        file,
        line: line + 1,
        column: character + 1,
        kind,
        function: functionName(node),
        code: (lines[line] ?? '').trim(),
      });
      return factory.createPostfixIncrement(
        factory.createElementAccessExpression(factory.createIdentifier(COUNTERS), id),
      );
    };
    const statement = (node: ts.Node, kind: EdgeKind): ts.Statement =>
      factory.createExpressionStatement(counter(node, kind));

    const visit = (node: ts.Node): ts.Node => {
      const kind = functionName(node) === '' ? undefined : edgeKind(node);
      if (kind === undefined) return whole(node);
      // Before what stands inside it: ids ascend with the text.
      if (ts.isBlock(node)) {
        const count = statement(node, kind);
        const block = whole(node) as ts.Block;
        return factory.updateBlock(block, [count, ...block.statements]);
      }
      if (ts.isCaseOrDefaultClause(node)) {
        const count = statement(node, kind);
        const clause = whole(node) as ts.CaseOrDefaultClause;
        const statements = [count, ...clause.statements];
        return ts.isCaseClause(clause)
          ? factory.updateCaseClause(clause, clause.expression, statements)
          : factory.updateDefaultClause(clause, statements);
      }
      if (ts.isStatement(node)) {
        const count = statement(node, kind);
        return factory.createBlock([count, whole(node) as ts.Statement]);
      }
      const count = counter(node, kind);
      return factory.createParenthesizedExpression(factory.createComma(count, whole(node) as ts.Expression));
    };

    /** A node with all that stands inside it, and with the ways past it that have no code of their own. */
    const whole = (node: ts.Node): ts.Node => {
      const visited = ts.visitEachChild(node, visit, context);
      if (functionName(node) === '') return visited;
      if (ts.isIfStatement(visited) && visited.elseStatement === undefined) {
        const otherwise = factory.createBlock([statement(node, 'not taken')]);
        return factory.updateIfStatement(visited, visited.expression, visited.thenStatement, otherwise);
      }
      if (ts.isCaseBlock(visited) && !visited.clauses.some(ts.isDefaultClause)) {
        // First, so that no clause falls through to it.
        const none = factory.createDefaultClause([
          statement(node.parent, 'no case'),
          factory.createBreakStatement(),
        ]);
        return factory.updateCaseBlock(visited, [none, ...visited.clauses]);
      }
      return visited;
    };
    return ts.visitEachChild(source, visit, context);
  };
}

const shortCircuits: ReadonlyMap<ts.SyntaxKind, EdgeKind> = new Map([
  [ts.SyntaxKind.AmpersandAmpersandToken, '&&'],
  [ts.SyntaxKind.AmpersandAmpersandEqualsToken, '&&'],
  [ts.SyntaxKind.BarBarToken, '||'],
  [ts.SyntaxKind.BarBarEqualsToken, '||'],
  [ts.SyntaxKind.QuestionQuestionToken, '??'],
  [ts.SyntaxKind.QuestionQuestionEqualsToken, '??'],
]);

/** The edge that a node is at the end of; undefined when it is reached whenever what it stands in is. */
function edgeKind(node: ts.Node): EdgeKind | undefined {
  const { parent } = node;
  if (ts.isFunctionLike(parent))
    return (parent as ts.FunctionExpression).body === node ? 'function' : undefined;
  if (ts.isIfStatement(parent)) {
    if (parent.thenStatement === node) return 'then';
    return parent.elseStatement === node ? 'else' : undefined;
  }
  if (ts.isConditionalExpression(parent)) {
    if (parent.whenTrue === node) return '? then';
    return parent.whenFalse === node ? '? else' : undefined;
  }
  if (ts.isBinaryExpression(parent)) {
    return parent.right === node ? shortCircuits.get(parent.operatorToken.kind) : undefined;
  }
  if (ts.isIterationStatement(parent, false)) return parent.statement === node ? 'loop' : undefined;
  if (ts.isCatchClause(parent)) return parent.block === node ? 'catch' : undefined;
  // Labels without code of their own are one edge with the next.
  if (ts.isCaseOrDefaultClause(node)) return node.statements.length > 0 ? 'case' : undefined;
  return undefined;
}
