import type { GraphSimulator, SentMessage } from '../../plugins/whatsapp/simulator/graph-simulator.js';
import {
  buttonReply,
  listReply,
  messagePart,
  type SimulatedPerson,
} from '../../plugins/whatsapp/simulator/payloads.js';

/** The text that a person reads of a message, with the ids of its choices. */
export function readable({ body }: SentMessage): string {
  return JSON.stringify(body);
}

/** The id of the choice whose title matches, in a list or in buttons. */
function choiceOf({ body }: SentMessage, title: RegExp): { id: string; title: string; list: boolean } {
  const { action } = (
    body as {
      interactive: {
        action: {
          sections?: { rows: { id: string; title: string }[] }[];
          buttons?: { reply: { id: string; title: string } }[];
        };
      };
    }
  ).interactive;
  const rows = action.sections?.flatMap((section) => section.rows) ?? action.buttons?.map(({ reply }) => reply) ?? [];
  const found = rows.find((row) => title.test(row.title));
  if (!found) throw new Error(`No choice ${title} in ${JSON.stringify(rows)}`);
  return { ...found, list: action.sections !== undefined };
}

/** A chat of one simulated person: says something, waits for the answer that matches. */
export class WhatsAppChat {
  private seen = 0;
  constructor(
    private readonly graph: GraphSimulator,
    private readonly person: SimulatedPerson,
  ) {}

  async say(content: object, expected: RegExp): Promise<SentMessage> {
    await this.graph.deliver([messagePart(this.person, content)]);
    return this.hear(expected);
  }

  async choose(message: SentMessage, title: RegExp, expected: RegExp): Promise<SentMessage> {
    const { id, title: shown, list } = choiceOf(message, title);
    return this.say(list ? listReply(id, shown) : buttonReply(id, shown), expected);
  }

  async hear(expected: RegExp): Promise<SentMessage> {
    const message = await this.graph.waitFor((sent) => sent.to === this.person.waId && expected.test(readable(sent)), {
      after: this.seen,
      timeout: 15_000,
    });
    this.seen = message.sequence;
    return message;
  }
}
