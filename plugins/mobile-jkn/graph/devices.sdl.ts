/** Types of devices and preferences. */
export const devicesSdl = /* GraphQL */ `
  "An installation of the app."
  input MobileJknDeviceInput {
    "Id that the installation made for itself."
    installation: ID!
    "FCM registration token."
    token: String!
    "Operating system."
    platform: MobileJknPlatform!
    "Version of the app, such as 4.8.0."
    appVersion: String!
    "Language of the app."
    language: MobileJknLanguage! = id
  }

  "An installation that is told of new messages; forgotten 270 days after it was last seen."
  type MobileJknDevice {
    "Id that the installation made for itself."
    installation: ID!
    "Operating system."
    platform: MobileJknPlatform!
    "Version of the app."
    appVersion: String!
    "Language of the app."
    language: MobileJknLanguage!
    "When it was entered."
    registeredAt: DateTime!
    "When it last said that it is alive."
    lastSeenAt: DateTime!
    "True when the app is older than the oldest allowed."
    mustUpdate: Boolean!
  }

  "How entering an installation ends."
  union MobileJknDeviceResult = MobileJknDevice | ValidationFailed

  "How a participant wants to be told. Messages come to the inbox in any case."
  type MobileJknPreferences {
    "Whether devices are told of new messages."
    push: Boolean!
    "Language of pushes; null: that of each device."
    language: MobileJknLanguage
    "No push from this time of day (HH:MM); null: no quiet hours."
    quietFrom: String
    "Until this time of day (HH:MM)."
    quietTo: String
    "Zone of the quiet hours."
    zone: MobileJknZone!
  }

  "All of the preferences."
  input MobileJknPreferencesInput {
    "Whether devices are told of new messages."
    push: Boolean!
    "Language of pushes; null: that of each device."
    language: MobileJknLanguage
    "No push from this time of day (HH:MM); null: no quiet hours."
    quietFrom: String
    "Until this time of day (HH:MM); goes with quietFrom."
    quietTo: String
    "Zone of the quiet hours."
    zone: MobileJknZone! = WIB
  }

  "How changing the preferences ends."
  union MobileJknPreferencesResult = MobileJknPreferences | ValidationFailed
`;
