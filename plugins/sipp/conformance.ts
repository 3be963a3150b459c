import { defineConformance, type RouteSample } from '../sdk/testing/index.js';
import { sippConfig, type SippConfig } from './config.js';
import { sipp } from './plugin.js';

const file = [
  'NIK;Nama;Tanggal Lahir;Jenis Kelamin;Upah;Tanggal Mulai;Segmen;Telepon;Email',
  '6171014501909101;Sirih Contoh;05/01/1990;P;Rp 4.500.000;01/02/2024;PPU_BU;089900009101;sirih@contoh.example',
  '6171011203859102;Merbau Percontohan;12/03/1985;L;6.250.000;2019-07-01;PPU_BU;+6289900009102;',
].join('\r\n');

/** A small list of workers. */
const requests: readonly RouteSample[] = [
  {
    method: 'POST',
    path: 'worker-lists',
    query: 'errors=skip&name=contoh.csv',
    headers: { 'content-type': 'text/csv; charset=utf-8', 'idempotency-key': 'kit-upload-1' },
    body: file,
  },
];

/** The kit: `npm run plugin:check sipp`. The portal takes no webhooks and sends nothing. */
export const conformance = defineConformance<SippConfig>({ plugin: sipp, config: sippConfig.parse({}), requests });
