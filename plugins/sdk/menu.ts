import { menuFaults } from './menu-check.js';
import { menuShape, type Menu } from './menu-shape.js';

export * from './menu-shape.js';

/** A menu tree as data: JSON in, checked whole, walked by the engine on every channel (lists, digits, chat). */
export const menuSchema = menuShape.superRefine((menu, context) => {
  for (const fault of menuFaults(menu)) context.addIssue({ code: 'custom', ...fault });
});

/** Checks menu data and returns it. Throws one Error that lists every fault with its place. */
export function parseMenu(data: unknown): Menu {
  const parsed = menuSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `  - ${issue.path.join('.') || 'menu'}: ${issue.message}`);
  throw new Error(`The menu cannot be used:\n${faults.join('\n')}`);
}
