/** Types of the registration by one-time code. */
export const registrationSdl = /* GraphQL */ `
  "Asks for a code."
  input MobileJknCodeInput {
    "Indonesian mobile number, 08… or +628…."
    phone: String!
    "Id that the installation made for itself, 8 to 64 letters, digits, _ or -."
    installation: ID!
    "Language of the short message; Indonesian by default."
    language: MobileJknLanguage
  }

  "A code is on its way."
  type MobileJknCodeSent {
    "Give it back with the code."
    challenge: ID!
    "When the code ends."
    expiresAt: DateTime!
    "When another code may be asked for."
    resendAt: DateTime!
  }

  "Not now, or not here; the message is for the user, in the user's language."
  type MobileJknRefused {
    "Why."
    reason: MobileJknRefusal!
    "What the user reads."
    message: String!
    "Seconds after which to try again; null: not by waiting."
    retryAfter: Int
    "Tries that the code still has; null where none was tried."
    triesLeft: Int
  }

  "How asking for a code ends."
  union MobileJknCodeResult = MobileJknCodeSent | MobileJknRefused | ValidationFailed

  "Who registers; the phone is the one to which the code went."
  input MobileJknPersonInput {
    "Full name, 2 to 120 characters."
    name: String!
    "NIK, 16 digits."
    nationalId: String!
    "Card number, 13 digits, where there is one."
    cardNumber: String
    "Date of birth."
    birthDate: Date!
    "As on the identity card."
    sex: MobileJknSex!
    "Segment to join: PBPU or BP, or the one of the card."
    segment: String! = "PBPU"
    "Class of inpatient care, 1 to 3; for PBPU and BP."
    careClass: Int
    "Kemendagri code of the regency of residence, such as 61.71."
    region: String!
    "Regency or city by name."
    place: String!
    "Email address."
    email: String
  }

  "A code with the person behind it."
  input MobileJknConfirmInput {
    "Challenge of the code."
    challenge: ID!
    "Six digits."
    code: String!
    "The installation that asked for the code."
    installation: ID!
    "Who it is."
    person: MobileJknPersonInput!
    "Language of messages; Indonesian by default."
    language: MobileJknLanguage
  }

  "The person is registered; whether it was before is not told."
  type MobileJknRegistrationConfirmed {
    "Id in the hub."
    participantId: ID!
    "Good for one use: give it to the identity provider for a token."
    proof: String!
    "When the proof ends."
    expiresAt: DateTime!
  }

  "How a registration ends."
  union MobileJknConfirmResult = MobileJknRegistrationConfirmed | MobileJknRefused | ValidationFailed

  "Whom a proof was about."
  type MobileJknProofRedeemed {
    "Id in the hub: the claim participant of the token to give out."
    participantId: ID!
  }

  "How redeeming ends; NotFound also for a proof that was used or has ended."
  union MobileJknRedeemResult = MobileJknProofRedeemed | NotFound
`;
