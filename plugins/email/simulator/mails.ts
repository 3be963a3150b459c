/** A letter as a mail program writes it. */
export interface Letter {
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly messageId?: string | null;
  readonly date?: Date;
  readonly headers?: readonly string[];
  readonly text?: string;
}

/** The bytes of a plain letter. */
export function letter(given: Letter = {}): string {
  const { from = 'Sari Contoh <sari@warga.example>', to = 'layanan@jkn.example', subject = 'Pertanyaan' } = given;
  const { messageId = '<letter-1@warga.example>', date = new Date(), headers = [], text = 'Halo' } = given;
  return [
    ...headers,
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    ...(messageId === null ? [] : [`Message-ID: ${messageId}`]),
    'MIME-Version: 1.0',
    ...(headers.some((header) => /^content-type:/i.test(header)) ? [] : ['Content-Type: text/plain; charset=utf-8']),
    '',
    ...text.split('\n'),
  ].join('\r\n');
}

/** A file of a letter. */
export interface LetterFile {
  readonly name: string;
  readonly type: string;
  readonly content: Buffer;
}

/** A letter with files. */
export function letterWithFiles(given: Letter, files: readonly LetterFile[]): string {
  const boundary = 'simulated-boundary';
  const parts = files.map(({ name, type, content }) =>
    [
      `--${boundary}`,
      `Content-Type: ${type}; name="${name}"`,
      `Content-Disposition: attachment; filename="${name}"`,
      'Content-Transfer-Encoding: base64',
      '',
      content.toString('base64').replace(/.{76}/g, '$&\r\n'),
    ].join('\n'),
  );
  const text = [
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    given.text ?? 'Terlampir.',
    ...parts,
    `--${boundary}--`,
    '',
  ].join('\n');
  const headers = [...(given.headers ?? []), `Content-Type: multipart/mixed; boundary="${boundary}"`];
  return letter({ ...given, headers, text });
}

/** The report of a mail server on a mail that it could not deliver (RFC 3464). */
export function bounce(given: {
  readonly originalMessageId: string;
  readonly action?: string;
  readonly status?: string;
  readonly headersOnly?: boolean;
}): string {
  const { originalMessageId, action = 'failed', status = '5.1.1', headersOnly = false } = given;
  const boundary = 'report-boundary';
  const text = [
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Your message could not be delivered.',
    `--${boundary}`,
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.warga.example',
    '',
    'Final-Recipient: rfc822; hilang@warga.example',
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: smtp; 550 ${status} unknown user`,
    '',
    `--${boundary}`,
    `Content-Type: ${headersOnly ? 'text/rfc822-headers' : 'message/rfc822'}`,
    '',
    'From: layanan@jkn.example',
    'To: hilang@warga.example',
    `Message-ID: ${originalMessageId}`,
    'Subject: Layanan JKN',
    '',
    ...(headersOnly ? [] : ['Isi surat']),
    `--${boundary}--`,
    '',
  ].join('\n');
  return letter({
    from: 'Mail Delivery System <mailer-daemon@warga.example>',
    subject: 'Undelivered Mail Returned to Sender',
    messageId: '<report-1@mx.warga.example>',
    headers: [
      'Return-Path: <>',
      `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
      'Auto-Submitted: auto-replied',
    ],
    text,
  });
}
