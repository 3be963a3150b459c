import { createLoader } from '../../kernel/loaders.js';
import type { OfficerRepository } from '../data/officer.repository.js';

/** Somebody of the institution who answers participants. */
export interface Officer {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly skills: readonly string[];
}

/** Officers by the subject of their token. One who has not acted yet is known by that alone. */
export class Officers {
  constructor(private readonly repository: OfficerRepository) {}

  readonly byId = createLoader<Officer>(async (_context, ids) => {
    const rows = await this.repository.byIds(ids);
    const known = new Map(rows.map(({ _id, ...row }) => [_id, { id: _id, ...row }]));
    return new Map(ids.map((id) => [id, known.get(id) ?? { id, name: id, unit: '', skills: [] }]));
  });
}
