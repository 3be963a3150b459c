import { ChatRoom, type HostPage } from './chat-room.js';
import { openMemory } from './memory.js';
import { originAllowed } from './origins.js';

const api = new URL('../', import.meta.url);
const { site = '', origins = '' } = document.body.dataset;
const allowed = [location.origin, ...origins.split(' ')];
const identityPatience = 10_000;

function begin(page: HostPage): ChatRoom {
  const prefix = `kanal-website:${site}:`;
  const memory = openMemory(() => localStorage, prefix);
  const tab = openMemory(() => sessionStorage, prefix);
  const room = new ChatRoom({ page, api, site, memory, tab });
  room.enter();
  return room;
}

type Tell = (message: object) => void;

/** Questions to the page about who is signed in, and who waits for the answers. */
class IdentityQuestions {
  private readonly waiting = new Map<string, (token: string | null) => void>();

  ask(tell: Tell): Promise<string | null> {
    return new Promise((resolve) => {
      const call = crypto.randomUUID();
      const settle = (token: string | null) => {
        this.waiting.delete(call);
        resolve(token);
      };
      this.waiting.set(call, settle);
      setTimeout(() => settle(null), identityPatience);
      tell({ kind: 'identity', call });
    });
  }

  answer({ call, token }: Readonly<Record<string, unknown>>): void {
    this.waiting.get(String(call))?.(typeof token === 'string' ? token : null);
  }
}

/** Waits for the page's word, and believes it only from the window around the frame and from an allowed origin. */
function listen(): void {
  let room: ChatRoom | null = null;
  const questions = new IdentityQuestions();
  const take = (message: Readonly<Record<string, unknown>>, origin: string) => {
    if (message.kind === 'open') room?.setOpen(message.open === true, true);
    if (message.kind === 'identity') questions.answer(message);
    if (message.kind !== 'welcome' || room !== null) return;
    const tell: Tell = (what) => window.parent.postMessage({ kanal: 1, ...what }, origin);
    room = begin({ origin, tell, identity: message.identity === true ? () => questions.ask(tell) : null });
  };
  window.addEventListener('message', ({ source, origin, data }: MessageEvent<unknown>) => {
    if (source !== window.parent || !originAllowed(allowed, origin)) return;
    const message = (data ?? {}) as Readonly<Record<string, unknown>>;
    if (message.kanal === 1) take(message, origin);
  });
}

if (window.parent === window) begin({ origin: location.origin, tell: () => undefined, identity: null });
else listen();
