import type { MongoClient } from 'mongodb';
import { driverCannotPass } from './driver-differences.js';
import type { Operation, RunOnRequirement, SuiteFile, TestCase } from './format.js';

/** What the server under test says it is. */
export interface ServerFacts {
  version: string;
  topology: 'single' | 'replicaset' | 'sharded';
}

/** Why a case is left out; the bars count none of them. */
export type LeftOutReason =
  | 'fail point'
  | 'server version'
  | 'topology or authentication'
  | 'left out by the suite'
  | 'no server passes it with this driver';

/** Asks the server for its version (buildInfo) and its kind (hello). */
export async function serverFacts(client: MongoClient): Promise<ServerFacts> {
  const admin = client.db('admin');
  const { version } = await admin.command({ buildInfo: 1 });
  const { setName, msg } = await admin.command({ hello: 1 });
  return { version: String(version), topology: msg === 'isdbgrid' ? 'sharded' : setName ? 'replicaset' : 'single' };
}

/** Compares version strings part by part: "4.0.10" is after "4.0.9" and "3.6"; missing parts are zero. */
export function compareVersions(left: string, right: string): number {
  const parts = (version: string): number[] => version.split(/[.-]/).map((part) => Number.parseInt(part, 10) || 0);
  const [a, b] = [parts(left), parts(right)];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function unmet(requirement: RunOnRequirement, facts: ServerFacts): LeftOutReason | undefined {
  const { topologies, auth, authMechanism, csfle, serverless, serverParameters } = requirement;
  if (topologies && !topologies.includes(facts.topology)) return 'topology or authentication';
  const needsMore = auth || authMechanism || csfle || serverless === 'require' || serverParameters;
  if (needsMore) return 'topology or authentication';
  const { minServerVersion: min, maxServerVersion: max } = requirement;
  if (min && compareVersions(facts.version, min) < 0) return 'server version';
  if (max && compareVersions(facts.version, max) > 0) return 'server version';
  return undefined;
}

/** Undefined when one of the requirements is met (or there are none), else why not. */
function firstUnmet(requirements: RunOnRequirement[] | undefined, facts: ServerFacts): LeftOutReason | undefined {
  if (!requirements || requirements.length === 0) return undefined;
  const reasons = requirements.map((requirement) => unmet(requirement, facts));
  if (reasons.includes(undefined)) return undefined;
  return reasons.includes('server version') ? 'server version' : reasons[0];
}

const failPoints = new Set(['failPoint', 'targetedFailPoint']);

function usesFailPoint({ name, arguments: fields }: Operation): boolean {
  const callback = fields?.['callback'] as Operation[] | undefined;
  return failPoints.has(name) || (callback?.some(usesFailPoint) ?? false);
}

/** Why a case cannot be run here, or undefined when it can. */
export function leftOutReason(file: SuiteFile, test: TestCase, facts: ServerFacts): LeftOutReason | undefined {
  if (test.skipReason) return 'left out by the suite';
  const gate = firstUnmet(file.runOnRequirements, facts) ?? firstUnmet(test.runOnRequirements, facts);
  if (gate) return gate;
  if (test.operations.some(usesFailPoint)) return 'fail point';
  return driverCannotPass(test.description) ? 'no server passes it with this driver' : undefined;
}
