/** Who registers, as the hub's `registerParticipant` asks for it; the phone is the one that the code went to. */
export interface Person {
  readonly name: string;
  readonly nationalId: string;
  readonly cardNumber?: string | null;
  readonly birthDate: string;
  readonly sex: string;
  readonly segment: string;
  readonly careClass?: number | null;
  readonly region: string;
  readonly place: string;
  readonly email?: string | null;
  readonly priorityGroups?: readonly string[] | null;
}
