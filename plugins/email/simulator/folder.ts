/** A mail in the simulated folder. */
export interface StoredMail {
  readonly uid: number;
  readonly source: Buffer;
  readonly receivedAt: Date;
}

/** What the sessions of one server share. */
export interface Folder {
  name: string;
  uidValidity: number;
  uidNext: number;
  mails: StoredMail[];
}
