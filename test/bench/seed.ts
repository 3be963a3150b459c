import { createLogger } from '../../subgraphs/kernel/logging.js';
import { prepareModels } from '../../subgraphs/kernel/models.js';
import type { SubgraphDependencies } from '../../subgraphs/kernel/dependencies.js';
import { complaintModels } from '../../subgraphs/complaints/data/complaint.model.js';
import { complaintCategories } from '../../subgraphs/complaints/domain/complaint.js';
import { ComplaintMapper } from '../../subgraphs/complaints/domain/complaint.mapper.js';
import { filedComplaint } from '../../subgraphs/complaints/domain/filing.js';
import { participantModels } from '../../subgraphs/participants/data/participant.model.js';
import { ParticipantMapper } from '../../subgraphs/participants/domain/participant.mapper.js';
import { registeredParticipant } from '../../subgraphs/participants/domain/registration.js';
import { hubConfiguration, type HubConfiguration } from '../../hub/configuration.js';

export const benchLog = createLogger({ name: 'bench', level: 'fatal' });

/** When the first seeded complaint was filed; one follows each hour. */
export const firstFiledAt = new Date('2026-06-01T00:00:00Z');
export const seededComplaints = 2_000;
const seededParticipants = 200;
const hour = 3_600_000;

const regions = ['61.71', '31.71', '73.71', '91.71', '35.78'];
const channelId = 'whatsapp-pandawa';

/** The configuration of a hub on a folder and any free port. */
export const benchConfiguration = (
  dataFolder: string,
  environment: Readonly<Record<string, string>> = {},
): HubConfiguration => ({
  ...hubConfiguration({ KANAL_PORT: '0', KANAL_LOG_LEVEL: 'error', ...environment }),
  dataFolder,
});

const pad = (value: number, length: number) => String(value).padStart(length, '0');

/** Enters complaints and participants as the domain would write them, without their events. All people are fictional. */
export async function seed({ database, vault }: SubgraphDependencies): Promise<void> {
  const participants = participantModels(database.connection);
  const complaints = complaintModels(database.connection);
  await prepareModels(participants);
  await prepareModels(complaints);
  const people = Array.from({ length: seededParticipants }, (_, index) =>
    registeredParticipant(
      `par_bench_${index}`,
      {
        name: `Peserta Contoh ${index}`,
        nationalId: `617101450190${pad(index, 4)}`,
        cardNumber: `00019${pad(index, 8)}`,
        birthDate: new Date('1990-01-05'),
        sex: 'FEMALE',
        segment: 'PBPU',
        region: regions[index % regions.length]!,
        place: 'Kota Contoh',
        phone: `+62899000${pad(index, 5)}`,
      },
      firstFiledAt,
    ),
  );
  const mapper = new ParticipantMapper(vault);
  await participants.participants.insertMany(people.map((person) => mapper.toRow(person)));
  const categories = Object.keys(complaintCategories);
  const sealed = new ComplaintMapper(vault);
  const rows = Array.from({ length: seededComplaints }, (_, index) => {
    const filedAt = new Date(firstFiledAt.getTime() + index * hour);
    const category = categories[index % categories.length]!;
    const region = regions[index % regions.length]!;
    const participantId = `par_bench_${(index * 7) % seededParticipants}`;
    const description = `Antrean terlalu lama, kejadian ke-${index}.`;
    return sealed.toRow(filedComplaint({ participantId, channelId, category, description, region }, filedAt));
  });
  await complaints.complaints.insertMany(rows);
}

/**
 * A list of 20 complaints with participant and channel; pages differ from one request to the next, so that neither
 * requests nor rows are the same ones again and again.
 */
export function listBody(index: number): string {
  const from = new Date(firstFiledAt.getTime() + (index % 500) * hour);
  const to = new Date(firstFiledAt.getTime() + (600 + ((index * 37) % (seededComplaints - 600))) * hour);
  return JSON.stringify({ query: listQuery, variables: { filter: { filedFrom: from, filedTo: to } } });
}

const listQuery = `query List($filter: ComplaintFilter) {
  complaints(first: 20, filter: $filter) {
    edges { node { id ticket status region participant { name } channel { name } } }
  }
}`;
