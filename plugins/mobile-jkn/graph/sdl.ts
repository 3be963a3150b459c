import { devicesSdl } from './devices.sdl.js';
import { inboxSdl } from './inbox.sdl.js';
import { operationsSdl } from './operations.sdl.js';
import { registrationSdl } from './registration.sdl.js';

/** What the app adds to the hub's graph. What is not special to the app (requests, complaints, payments) is the hub's own. */
export const sdl = [operationsSdl, registrationSdl, devicesSdl, inboxSdl].join('\n');
