import { CommandError, exitCodes } from '../exit-codes.js';

const fault = (file: string, message: string) => new CommandError(exitCodes.data, `${file}: ${message}`);

/**
 * The text of a CSV file: UTF-8 or UTF-16 by its byte order mark, else UTF-8, else Windows-1252 (what older spreadsheet
 * programs save). Refuses workbooks and other binary files with a hint. The byte order mark is removed.
 */
export function decodeText(bytes: Uint8Array, file: string): string {
  if (bytes.length === 0) throw fault(file, 'the file is empty; expected a CSV file with a header line');
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) {
    throw fault(file, 'this is a spreadsheet workbook, not CSV; save the sheet as "CSV UTF-8" and use that file');
  }
  if (startsWith(bytes, [0xff, 0xfe])) return new TextDecoder('utf-16le').decode(bytes);
  if (startsWith(bytes, [0xfe, 0xff])) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes.includes(0)) throw fault(file, 'this is a binary file, not CSV; save the data as "CSV UTF-8"');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}
