import { compileExpression, startVariables } from '../aggregate/expression.js';
import type { Variables } from '../aggregate/evaluate.js';
import { isNumeric, toIndex } from '../bson/numbers.js';
import { isDocument } from '../bson/types.js';
import type { Document } from '../bson/types.js';
import { badValue, commandNotSupported, failedToParse, locationError } from '../errors.js';
import { compileMatcher } from './matcher.js';
import type { FilterOptions, MatchDetails } from './matcher.js';
import { isTruthy } from './operators.js';
import { addPath, augment, exclude, include, leavesOf, newTree } from './projection-tree.js';
import type { Leaf, Tree } from './projection-tree.js';

/** What a projection specification may hold: find has $slice, $elemMatch and the positional `$`, $project has not. */
interface Parsing {
  variables: Variables;
  find: boolean;
}

function slice(operand: unknown): Leaf {
  const list = Array.isArray(operand) ? operand : [operand];
  const [first, second] = list.map(toIndex);
  if (first === undefined || list.length > 2 || (list.length === 2 && second === undefined))
    throw locationError(28667, 'Invalid $slice syntax: it needs a number or [skip, limit]');
  if (second !== undefined && second <= 0) throw locationError(28729, 'Second argument to $slice must be positive');
  return {
    kind: 'transform',
    run: (value) => {
      if (!Array.isArray(value)) return value;
      if (second === undefined) return first < 0 ? value.slice(first) : value.slice(0, first);
      const from = first < 0 ? Math.max(value.length + first, 0) : first;
      return value.slice(from, from + second);
    },
  };
}

function elemMatch(operand: unknown, variables: Variables): Leaf {
  if (!isDocument(operand)) throw badValue('elemMatch: Invalid argument, object required');
  const matcher = compileMatcher({ value: { $elemMatch: operand } }, { variables });
  return {
    kind: 'transform',
    run: (value) => {
      const details: MatchDetails = {};
      if (!Array.isArray(value) || !matcher({ value }, details)) return undefined;
      return [value[details.position as number]];
    },
  };
}

function operatorLeaf(spec: Document, parsing: Parsing): Leaf {
  const [name = ''] = Object.keys(spec);
  const slicing = name === '$slice' && (!Array.isArray(spec[name]) || spec[name].every(isNumeric));
  if (parsing.find && slicing) return slice(spec[name]);
  if (parsing.find && name === '$elemMatch') return elemMatch(spec[name], parsing.variables);
  if (name === '$meta') throw commandNotSupported('$meta is not supported by this store');
  return { kind: 'compute', evaluate: compileExpression(spec, parsing.variables) };
}

function addSpec(tree: Tree, prefix: string, spec: Document, parsing: Parsing): void {
  for (const [name, value] of Object.entries(spec)) {
    const path = prefix + name;
    if (parsing.find && path.endsWith('.$')) addPath(tree, path.slice(0, -2), { kind: 'positional' });
    else if (name.startsWith('$'))
      throw locationError(16410, `FieldPath field names may not start with '$': '${path}'`);
    else if (isNumeric(value) || typeof value === 'boolean')
      addPath(tree, path, { kind: isTruthy(value) ? 'include' : 'exclude' });
    else if (!isDocument(value))
      addPath(tree, path, { kind: 'compute', evaluate: compileExpression(value, parsing.variables) });
    else if (Object.keys(value).length === 0)
      throw locationError(51270, `An empty sub-projection is not a valid value. Found empty object at path ${path}`);
    else if (Object.keys(value)[0]?.startsWith('$')) addPath(tree, path, operatorLeaf(value, parsing));
    else addSpec(tree, `${path}.`, value, parsing);
  }
}

function refuseMix(inclusion: boolean, path: string, kind: Leaf['kind']): void {
  if (inclusion && kind === 'exclude')
    throw locationError(31254, `Cannot do exclusion on field ${path} in inclusion projection`);
  if (!inclusion && kind === 'include')
    throw locationError(31253, `Cannot do inclusion on field ${path} in exclusion projection`);
  if (!inclusion && kind !== 'exclude')
    throw locationError(31252, 'Cannot use expression other than $meta in exclusion projection');
}

/** Decides between inclusion and exclusion; throws when the specification mixes them. `_id` may differ. */
function isInclusion(tree: Tree): boolean {
  const deciding = [...leavesOf(tree)].filter(([path, { kind }]) => path !== '_id' && kind !== 'transform');
  const [first] = deciding;
  if (!first) return tree.children.get('_id')?.kind !== 'exclude';
  const inclusion = first[1].kind !== 'exclude';
  for (const [path, { kind }] of deciding) refuseMix(inclusion, path, kind);
  return inclusion;
}

function compileTree(spec: Document, parsing: Parsing, only: boolean): { tree: Tree; inclusion: boolean } {
  const tree = newTree();
  addSpec(tree, '', spec, parsing);
  const settled = [...leavesOf(tree)].some(([, leaf]) => leaf.kind !== 'transform');
  const inclusion = settled ? isInclusion(tree) : only;
  const id = tree.children.get('_id');
  if (inclusion && !id) tree.children.set('_id', { kind: 'include' });
  if (!inclusion && id?.kind === 'include') tree.children.delete('_id');
  return { tree, inclusion };
}

const elemMatchOnly = (spec: Document): boolean =>
  Object.values(spec).some((value) => isDocument(value) && '$elemMatch' in value);

/**
 * Compiles a find projection. `filter` is needed for the positional `$`. Throws MongoDB's errors for mixed (31253,
 * 31254) and colliding (31249, 31250) paths.
 */
export function compileProjection(
  spec: Document,
  filter: Document = {},
  options: FilterOptions = {},
): (document: Document) => Document {
  if (Object.keys(spec).length === 0) return (document) => document;
  const variables = options.variables ?? startVariables(options);
  const { tree, inclusion } = compileTree(spec, { variables, find: true }, elemMatchOnly(spec));
  const positional = [...leavesOf(tree)].filter(([, leaf]) => leaf.kind === 'positional').length;
  if (positional > 1) throw locationError(31276, 'Cannot specify more than one positional projection per query.');
  const matcher = positional === 1 ? compileMatcher(filter, { variables }) : undefined;
  const project = inclusion ? include : exclude;
  return (document) => {
    const details: MatchDetails = {};
    matcher?.(document, details);
    return project(tree, document, { frame: { root: document, variables }, position: details.position });
  };
}

/** Compiles the $project stage. */
export function compileProjectStage(spec: unknown, variables: Variables): (document: Document) => Document {
  if (!isDocument(spec)) throw locationError(15969, '$project specification must be an object');
  if (Object.keys(spec).length === 0)
    throw locationError(
      51272,
      'Invalid $project :: caused by :: projection specification must have at least one field',
    );
  const { tree, inclusion } = compileTree(spec, { variables, find: false }, true);
  const project = inclusion ? include : exclude;
  return (document) => project(tree, document, { frame: { root: document, variables } });
}

function addComputed(tree: Tree, prefix: string, spec: Document, variables: Variables): void {
  for (const [name, value] of Object.entries(spec)) {
    const path = prefix + name;
    const nested = isDocument(value) && Object.keys(value).length > 0 && !Object.keys(value)[0]?.startsWith('$');
    if (name.startsWith('$')) throw locationError(16410, `FieldPath field names may not start with '$': '${path}'`);
    if (nested) addComputed(tree, `${path}.`, value, variables);
    else addPath(tree, path, { kind: 'compute', evaluate: compileExpression(value, variables) });
  }
}

/** Compiles the $addFields stage (also called $set). */
export function compileAddFields(spec: unknown, variables: Variables): (document: Document) => Document {
  if (!isDocument(spec)) throw locationError(40272, '$addFields specification stage must be an object');
  const tree = newTree();
  addComputed(tree, '', spec, variables);
  return (document) => augment(tree, document, { frame: { root: document, variables } });
}

/** Compiles the $unset stage. */
export function compileUnset(spec: unknown): (document: Document) => Document {
  const paths = Array.isArray(spec) ? spec : [spec];
  if (paths.length === 0 || !paths.every((path) => typeof path === 'string'))
    throw failedToParse('$unset specification must be a string or an array of strings');
  const tree = newTree();
  for (const path of paths) addPath(tree, path, { kind: 'exclude' });
  return (document) => exclude(tree, document, { frame: { root: document, variables: {} } });
}
