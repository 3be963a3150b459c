import type { GraphExtension } from '../../sdk/index.js';
import type { MobileJknConfig } from '../config.js';
import { removeDevice } from '../push/devices.js';
import { codeLifetime, resendAfter } from '../registration/one-time-code.js';
import type { CodeRequest } from '../registration/request-code.js';
import { participantOf, type AppContext } from './answers.js';
import {
  changePreferences,
  devices,
  enterDevice,
  preferences,
  type DeviceInput,
  type PreferencesInput,
} from './device.resolvers.js';
import { inbox, readUpTo, sendMessage, type MessageInput } from './inbox.resolvers.js';
import { confirm, redeem, requestRegistrationCode, type ConfirmInput } from './registration.resolvers.js';
import { sdl } from './sdl.js';

type Parameters = Readonly<Record<string, unknown>>;

/** GraphQL has checked the types of what it gives. */
const inputOf = <T>(parameters: Parameters) => parameters.input as T;

function appInfo({ config }: AppContext) {
  return {
    minimumAppVersion: config.minimumAppVersion,
    codeLength: 6,
    codeLifetime: codeLifetime / 1_000,
    resendAfter: resendAfter / 1_000,
  };
}

/** The app's part of the hub's graph. */
export const graph: GraphExtension<MobileJknConfig> = {
  sdl,
  resolvers: {
    Channel: { mobileJkn: (_source, _parameters, context) => appInfo(context) },
    Query: {
      mobileJknInbox: (_source, { first, after }, context) =>
        inbox(context, first as number | null, after as string | null),
      mobileJknDevices: (_source, _parameters, context) => devices(context),
      mobileJknNotificationPreferences: (_source, _parameters, context) => preferences(context),
    },
    Mutation: {
      mobileJknRequestRegistrationCode: (_source, parameters, context) =>
        requestRegistrationCode(context, inputOf<CodeRequest>(parameters)),
      mobileJknConfirmRegistration: (_source, parameters, context) =>
        confirm(context, inputOf<ConfirmInput>(parameters)),
      mobileJknRedeemRegistration: (_source, { proof }, context) => redeem(context, String(proof)),
      mobileJknRegisterDevice: (_source, parameters, context) => enterDevice(context, inputOf<DeviceInput>(parameters)),
      mobileJknRemoveDevice: (_source, { installation }, context) =>
        removeDevice(context, participantOf(context), String(installation)),
      mobileJknMarkRead: (_source, { upTo }, context) => readUpTo(context, Number(upTo)),
      mobileJknSetNotificationPreferences: (_source, parameters, context) =>
        changePreferences(context, inputOf<PreferencesInput>(parameters)),
      mobileJknSendMessage: (_source, parameters, context) => sendMessage(context, inputOf<MessageInput>(parameters)),
    },
  },
};
