import type { Evaluate, Frame } from '../aggregate/evaluate.js';
import { isDocument } from '../bson/types.js';
import type { Document } from '../bson/types.js';
import { locationError } from '../errors.js';
import { fieldOf, setField } from './path.js';

/** What a projection does with one path. `position` is the array element a positional `$` chose. */
export type Leaf =
  | { kind: 'include' | 'exclude' }
  | { kind: 'compute'; evaluate: Evaluate }
  | { kind: 'transform'; run: (value: unknown) => unknown }
  | { kind: 'positional' };

/** The paths of a projection as a tree of field names. */
export interface Tree {
  kind: 'tree';
  children: Map<string, Leaf | Tree>;
}

/** What projecting one document needs besides the tree. */
export interface Projecting {
  frame: Frame;
  position?: number | undefined;
}

/** An empty tree. */
export const newTree = (): Tree => ({ kind: 'tree', children: new Map() });

/** Adds a path to the tree; Location31249 when it collides with another. */
export function addPath(tree: Tree, path: string, leaf: Leaf): void {
  const parts = path.split('.');
  if (parts.includes('')) throw locationError(40352, `FieldPath '${path}' must not be empty or have an empty segment`);
  const last = parts.pop() as string;
  let node = tree;
  for (const part of parts) {
    if (!node.children.has(part)) node.children.set(part, newTree());
    const next = node.children.get(part) as Leaf | Tree;
    if (next.kind !== 'tree') throw locationError(31249, `Path collision at ${path} remaining portion ${last}`);
    node = next;
  }
  if (node.children.has(last)) throw locationError(31250, `Path collision at ${path}`);
  node.children.set(last, leaf);
}

/** Every leaf of the tree with its path. */
export function* leavesOf(tree: Tree, prefix = ''): Generator<[path: string, leaf: Leaf]> {
  for (const [name, child] of tree.children) {
    if (child.kind === 'tree') yield* leavesOf(child, `${prefix}${name}.`);
    else yield [prefix + name, child];
  }
}

const has = (tree: Tree, kind: Leaf['kind']): boolean => [...leavesOf(tree)].some(([, leaf]) => leaf.kind === kind);

function chosen(array: unknown[], { position }: Projecting): unknown[] {
  if (position === undefined || position >= array.length)
    throw locationError(51246, "positional operator '.$' couldn't find a matching element in the array");
  return [array[position]];
}

function includeValue(child: Leaf | Tree, value: unknown, state: Projecting): unknown {
  switch (child.kind) {
    case 'include':
      return value;
    case 'transform':
      return child.run(value);
    case 'positional':
      return Array.isArray(value) ? chosen(value, state) : value;
    case 'tree': {
      if (isDocument(value)) return include(child, value, state);
      if (!Array.isArray(value)) return undefined;
      const elements = has(child, 'positional') ? chosen(value, state) : value;
      return elements.map((element) => includeValue(child, element, state)).filter((each) => each !== undefined);
    }
    default:
      return undefined;
  }
}

function addComputed(tree: Tree, result: Document, state: Projecting): void {
  for (const [name, child] of tree.children) {
    if (child.kind === 'compute') {
      const value = child.evaluate(state.frame);
      if (value !== undefined) setField(result, name, value);
    } else if (child.kind === 'tree' && fieldOf(result, name) === undefined && has(child, 'compute')) {
      const inner: Document = {};
      addComputed(child, inner, state);
      setField(result, name, inner);
    }
  }
}

/** The document with only the tree's paths: included fields in document order, then computed ones in tree order. */
export function include(tree: Tree, document: Document, state: Projecting): Document {
  const result: Document = {};
  for (const name of Object.keys(document)) {
    const child = tree.children.get(name);
    const value = child && includeValue(child, document[name], state);
    if (value !== undefined) setField(result, name, value);
  }
  addComputed(tree, result, state);
  return result;
}

function excludeValue(child: Leaf | Tree | undefined, value: unknown, state: Projecting): unknown {
  if (!child) return value;
  if (child.kind === 'transform') return child.run(value);
  if (child.kind !== 'tree') return undefined;
  if (Array.isArray(value)) return value.map((element) => excludeValue(child, element, state));
  return isDocument(value) ? exclude(child, value, state) : value;
}

/** The document without the tree's paths. */
export function exclude(tree: Tree, document: Document, state: Projecting): Document {
  const result: Document = {};
  for (const name of Object.keys(document)) {
    const value = excludeValue(tree.children.get(name), document[name], state);
    if (value !== undefined) setField(result, name, value);
  }
  return result;
}

function augmentValue(tree: Tree, value: unknown, state: Projecting): unknown {
  if (Array.isArray(value)) return value.map((element) => augmentValue(tree, element, state));
  return augment(tree, isDocument(value) ? value : {}, state);
}

/** The document with the tree's computed fields added; those that compute to nothing are removed. */
export function augment(tree: Tree, document: Document, state: Projecting): Document {
  const result: Document = { ...document };
  for (const [name, child] of tree.children) {
    const value =
      child.kind === 'tree'
        ? augmentValue(child, fieldOf(document, name), state)
        : child.kind === 'compute'
          ? child.evaluate(state.frame)
          : fieldOf(document, name);
    if (value === undefined) delete result[name];
    else setField(result, name, value);
  }
  return result;
}
