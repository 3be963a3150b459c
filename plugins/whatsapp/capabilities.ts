import type { Capabilities } from '../sdk/index.js';

const hour = 3_600_000;
const megabyte = 1_000_000;

/** What the Cloud API takes, from Meta's reference and OpenAPI description; lengths in UTF-16 code units. */
export const capabilities: Capabilities = {
  direction: 'TWO_WAY',
  text: { maximumLength: 4096 },
  buttons: { maximum: 3, titleLength: 20, bodyLength: 1024 },
  list: {
    maximum: 10,
    sections: 10,
    sectionTitleLength: 24,
    titleLength: 24,
    descriptionLength: 72,
    buttonLength: 20,
    bodyLength: 1024,
  },
  keypad: null,
  headerLength: 60,
  footerLength: 60,
  media: {
    image: { maximumBytes: 5 * megabyte, mimeTypes: ['image/jpeg', 'image/png'], captionLength: 1024 },
    document: {
      maximumBytes: 100 * megabyte,
      mimeTypes: [
        'application/pdf',
        'text/plain',
        'application/msword',
        'application/vnd.ms-excel',
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      ],
      captionLength: 1024,
    },
    video: { maximumBytes: 16 * megabyte, mimeTypes: ['video/mp4', 'video/3gpp'], captionLength: 1024 },
    audio: {
      maximumBytes: 16 * megabyte,
      mimeTypes: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
      captionLength: 0,
    },
  },
  templates: true,
  voice: false,
  replyWindow: 24 * hour,
  proactive: 'template',
  receipts: ['SENT', 'DELIVERED', 'READ', 'FAILED'],
  quotas: {
    /** Default throughput of a number. */
    account: { perSecond: 80, burst: 80 },
    /** One message per 6 s; bursts of 45 are lent from later quota. */
    recipient: { perSecond: 1 / 6, burst: 45 },
  },
  /** Meta repeats an unacknowledged webhook for up to 7 days; bodies reach 3 MB. */
  webhook: { maximumBytes: 3_145_728, retryPeriod: 7 * 24 * hour },
};
