import type { SubgraphDependencies } from '../kernel/dependencies.js';
import { prepareModels } from '../kernel/models.js';
import { defineSubgraph, type Subgraph } from '../kernel/subgraph.js';
import { ComplaintMutations } from './api/complaint.mutations.js';
import { ComplaintResolver } from './api/complaint.resolver.js';
import { complaintUpdateSource, ComplaintSubscriptions } from './api/complaint.subscriptions.js';
import { ParticipantExtension } from './api/participant.extension.js';
import { complaintReference, participantReference } from './api/references.js';
import { complaintModels } from './data/complaint.model.js';
import { ComplaintRepository } from './data/complaint.repository.js';
import { employerWorkerModels } from './data/employer-worker.model.js';
import { EmployerWorkerRepository } from './data/employer-worker.repository.js';
import { ComplaintUpdates } from './domain/complaint-updates.js';
import { ComplaintMapper } from './domain/complaint.mapper.js';
import { ComplaintQueries } from './domain/complaint.queries.js';
import { ComplaintService } from './domain/complaint.service.js';
import { adoptCases, deadlineTimer } from './domain/deadlines.js';
import { erasureConsumer } from './domain/erasure.js';
import { employerWorkers } from './domain/employer-workers.js';
import { resolutionAnswers } from './domain/resolution-answers.js';
import { publishedStandards } from './domain/standards.js';
import { requestedComplaints } from './domain/requested-complaints.js';
import { rights } from './rights.js';

/** A subgraph with its life cycle. */
export interface ComplaintsSubgraph {
  readonly subgraph: Subgraph;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface ComplaintsDependencies extends SubgraphDependencies {
  /** For tests. */
  readonly now?: () => Date;
}

/** Composition root of grievance redress. */
export async function createComplaints(dependencies: ComplaintsDependencies): Promise<ComplaintsSubgraph> {
  const { database, events, vault, cursors, log, secret, now = () => new Date() } = dependencies;
  const models = { ...complaintModels(database.connection), ...employerWorkerModels(database.connection) };
  const workers = new EmployerWorkerRepository(models.workers);
  const parts = {
    database,
    events,
    vault,
    repository: new ComplaintRepository(models.complaints),
    workers,
    mapper: new ComplaintMapper(vault),
    standards: publishedStandards,
    log,
    now,
  };
  const service = new ComplaintService(parts);
  const queries = new ComplaintQueries(parts);
  const updates = new ComplaintUpdates(events, cursors);
  const complaints = new ComplaintResolver(queries, cursors, now);
  const deadlines = deadlineTimer(parts);
  const subgraph = await defineSubgraph({
    name: 'complaints',
    rights,
    resolvers: [
      complaints,
      new ComplaintMutations(service),
      new ComplaintSubscriptions(updates),
      new ParticipantExtension(complaints),
    ],
    references: { Complaint: complaintReference(queries), Participant: participantReference },
    subscriptions: { complaintUpdates: complaintUpdateSource(updates) },
    secret,
    log,
  });
  const consumers = [
    requestedComplaints(events, service),
    resolutionAnswers(events, service),
    employerWorkers(events, workers),
    erasureConsumer(parts),
  ];
  return {
    subgraph,
    async start() {
      await prepareModels(models);
      for (const consumer of consumers) await consumer.start();
      await adoptCases(parts);
      deadlines.start();
    },
    async stop() {
      await deadlines.stop();
      await Promise.all(consumers.map((consumer) => consumer.stop()));
    },
  };
}
