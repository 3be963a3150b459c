import { expect, test } from '@jest/globals';
import { createVault } from '../../kernel/crypto.js';
import { newTicket, normalTicket, pinMatches, pinOf } from './ticket.js';

const vault = createVault('a-master-key-of-at-least-32-characters');

test('a ticket survives being typed by a person', () => {
  for (let round = 0; round < 50; round += 1) {
    const ticket = newTicket();
    expect(ticket).toMatch(/^K-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(normalTicket(` ${ticket.toLowerCase().replaceAll('-', ' ')} `)).toBe(ticket);
    expect(normalTicket(ticket.replaceAll('0', 'O').replaceAll('1', 'l'))).toBe(ticket);
    expect(normalTicket(ticket.slice(2))).toBe(ticket);
  }
});

test('the pin opens its own ticket only', () => {
  const [one, two] = ['K-7F3K-Q9XD', 'K-7F3K-Q9XE'];
  expect(pinMatches(vault, one, ` ${pinOf(vault, one)} `)).toBe(true);
  expect(pinMatches(vault, two, pinOf(vault, one))).toBe(false);
  expect(pinMatches(vault, one, '')).toBe(false);
});
