import type { Database } from '../../kernel/database.js';
import type { ParticipantRepository } from '../data/participant.repository.js';
import { demoParticipants } from './demo-participants.js';
import type { ParticipantService } from './participant.service.js';
import { registeredParticipant } from './registration.js';

/** Enters the fictional demo people when the data bank is empty. Returns how many were entered. */
export async function seedDemoParticipants(
  database: Database,
  service: ParticipantService,
  repository: ParticipantRepository,
  now = new Date(),
): Promise<number> {
  if (!(await repository.isEmpty())) return 0;
  for (const demo of demoParticipants) {
    const participant = registeredParticipant(demo.id, demo, now);
    await database.transaction((unit) => service.enter(unit, participant, 'seed'));
  }
  return demoParticipants.length;
}
