/** Fields under the types of the hub, and the enumerations of the app. */
export const operationsSdl = /* GraphQL */ `
  extend type Channel {
    "What an app has to know before it signs in; null for channels that are not this app."
    mobileJkn: MobileJknAppInfo
  }

  extend type Query {
    "Messages to the signed-in participant, newest first."
    mobileJknInbox(
      "The app's channel, where there are several."
      channel: ID
      "Messages to give, 1 to 100."
      first: Int = 20
      "endCursor of the page before."
      after: String
    ): MobileJknInbox!
    "Installations that are told of new messages, most lately seen first."
    mobileJknDevices("The app's channel, where there are several." channel: ID): [MobileJknDevice!]!
    "How the signed-in participant wants to be told."
    mobileJknNotificationPreferences("The app's channel, where there are several." channel: ID): MobileJknPreferences!
  }

  extend type Mutation {
    "Sends a six-digit code to a phone; no sign-in. The answer is the same whether or not anybody is registered."
    mobileJknRequestRegistrationCode(
      "The app's channel, where there are several."
      channel: ID
      "Where the code goes."
      input: MobileJknCodeInput!
    ): MobileJknCodeResult!
    "Registers (or recognises) who has the code; no sign-in. May be repeated while the code lives."
    mobileJknConfirmRegistration(
      "The app's channel, where there are several."
      channel: ID
      "The code, and who it is."
      input: MobileJknConfirmInput!
    ): MobileJknConfirmResult!
    "For the identity provider (role channel or admin): whom a registration proof is about. Answers once."
    mobileJknRedeemRegistration(
      "The app's channel, where there are several."
      channel: ID
      "The proof."
      proof: String!
    ): MobileJknRedeemResult!
    "Enters this installation for pushes, or says that it is alive; call it at every start of the app."
    mobileJknRegisterDevice(
      "The app's channel, where there are several."
      channel: ID
      "The installation."
      input: MobileJknDeviceInput!
    ): MobileJknDeviceResult!
    "Ends pushes to an installation, as at signing out. False when it was not entered."
    mobileJknRemoveDevice(
      "The app's channel, where there are several."
      channel: ID
      "Id of the installation."
      installation: ID!
    ): Boolean!
    "Marks every message up to a sequence as read; the senders see it."
    mobileJknMarkRead(
      "The app's channel, where there are several."
      channel: ID
      "Sequence of the last message that was seen."
      upTo: Int!
    ): MobileJknInboxState!
    "Changes how the signed-in participant wants to be told."
    mobileJknSetNotificationPreferences(
      "The app's channel, where there are several."
      channel: ID
      "All of the preferences."
      input: MobileJknPreferencesInput!
    ): MobileJknPreferencesResult!
    "Says something to the hub; the answer comes to the inbox."
    mobileJknSendMessage(
      "The app's channel, where there are several."
      channel: ID
      "What is said."
      input: MobileJknMessageInput!
    ): MobileJknMessageResult!
  }

  "A language of messages."
  enum MobileJknLanguage {
    "Indonesian."
    id
    "English."
    en
  }

  "Operating system of an installation."
  enum MobileJknPlatform {
    "Android."
    ANDROID
    "iOS."
    IOS
  }

  "As on the identity card."
  enum MobileJknSex {
    "Female."
    FEMALE
    "Male."
    MALE
  }

  "Time zone of quiet hours."
  enum MobileJknZone {
    "UTC+7."
    WIB
    "UTC+8."
    WITA
    "UTC+9."
    WIT
  }

  "Why the app is refused something."
  enum MobileJknRefusal {
    "Another code may be asked for after retryAfter seconds."
    WAIT
    "The code is not right."
    CODE_WRONG
    "The code has ended, or never was."
    CODE_EXPIRED
    "The code was tried too often."
    TOO_MANY_TRIES
    "Who it is cannot be confirmed in the app."
    CANNOT_BE_CONFIRMED
    "The SMS gateway took nothing."
    NOT_SENT
  }

  "The app's own settings."
  type MobileJknAppInfo {
    "Apps older than this must be updated first."
    minimumAppVersion: String!
    "Digits of a one-time code."
    codeLength: Int!
    "Seconds in which a code can be used."
    codeLifetime: Int!
    "Seconds after which another code may be asked for."
    resendAfter: Int!
  }
`;
