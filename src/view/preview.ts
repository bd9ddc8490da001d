/** What a command would come to, for a person to see before it is sent. Doubles, in the account's currency. */
export interface Preview {
  /** What would happen, in a sentence. */
  readonly title: string;
  readonly lines: readonly (readonly [name: string, text: string])[];
  /** Why it would be refused, as things stand; `undefined` where nothing speaks against it. */
  readonly refusal: string | undefined;
}
