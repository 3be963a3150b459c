import { describe, expect, test } from '@jest/globals';
import { createVault } from '../../kernel/crypto.js';
import { snapshotOf } from './complaint.js';
import { ComplaintMapper } from './complaint.mapper.js';
import { filedComplaint, filingFaults, type FileComplaint } from './filing.js';

const complaint = (contact?: FileComplaint['contact']): FileComplaint => ({
  participantId: null,
  channelId: 'website',
  category: 'SERVICE',
  description: 'Antrean terlalu lama.',
  region: null,
  ...(contact !== undefined && { contact }),
});
const faultsOf = (contact: FileComplaint['contact']) => filingFaults(complaint(contact)).map(({ field }) => field);
const reachable = { name: 'Warga Contoh', phone: '+6289900000001', email: 'warga@contoh.example' };

describe('the contact of somebody whom the hub does not know', () => {
  test('a telephone number or an email address is enough', () => {
    expect(faultsOf(reachable)).toEqual([]);
    expect(faultsOf({ phone: reachable.phone })).toEqual([]);
    expect(faultsOf({ email: reachable.email, phone: null, name: null })).toEqual([]);
    expect(faultsOf(null)).toEqual([]);
  });

  test('what cannot reach anybody is named by its field', () => {
    expect(faultsOf({ name: 'Warga Contoh' })).toEqual(['contact']);
    expect(faultsOf({ phone: '0899' })).toEqual(['contact.phone']);
    expect(faultsOf({ email: 'warga@contoh' })).toEqual(['contact.email']);
    expect(faultsOf({ ...reachable, name: 'w'.repeat(101) })).toEqual(['contact.name']);
  });

  test('it is sealed at rest, comes back whole, and no event holds it', () => {
    const mapper = new ComplaintMapper(createVault('test-data-key-of-at-least-32-characters'));
    const filed = filedComplaint(complaint(reachable), new Date());
    const row = mapper.toRow(filed, 'api:1');
    expect(JSON.stringify(row)).not.toContain('Warga');
    expect(mapper.fromRow(row).contact).toEqual(reachable);
    expect(JSON.stringify(snapshotOf(filed))).not.toContain('Warga');
    expect(mapper.fromRow(mapper.toRow(filedComplaint(complaint(), new Date()))).contact).toBeUndefined();
  });
});
