import { Kind, print, visit, type ASTNode, type StringValueNode, type ValueNode } from 'graphql';

const token = /^_as_literal_(\d+)$/;

/**
 * Keeps the literals of one operation out of the planner, which writes some of them otherwise than they were (control
 * characters, floats out of range) and fails on others (long numbers). It sees a token, the same for equal literals.
 */
export class Literals {
  private readonly kept: ValueNode[] = [];
  private readonly indexes = new Map<string, number>();

  /** A copy of the node with tokens for its literals. */
  hide<T extends ASTNode>(node: T): T {
    const keep = (value: ValueNode) => this.keep(value);
    return visit(node, {
      [Kind.STRING]: keep,
      [Kind.FLOAT]: keep,
      [Kind.INT]: (value) => (value.value.length > 9 ? keep(value) : undefined),
    }) as T;
  }

  /** A copy of the node with its literals again; the node itself when it has none. */
  restore<T extends ASTNode>(node: T): T {
    if (this.kept.length === 0) return node;
    return visit(node, {
      [Kind.STRING]: (value) => {
        const index = token.exec(value.value)?.[1];
        return index === undefined ? undefined : this.kept[Number(index)];
      },
    }) as T;
  }

  private keep(value: ValueNode): StringValueNode {
    const text = print(value);
    let index = this.indexes.get(text);
    if (index === undefined) {
      index = this.kept.push(value) - 1;
      this.indexes.set(text, index);
    }
    return { kind: Kind.STRING, value: `_as_literal_${index}` };
  }
}
