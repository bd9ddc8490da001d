/** A payload on its way into the journal. The bytes may be overwritten once `append` returned. */
export interface EncodedPayload {
  /** 1 … 65 535: what it is. */
  readonly type: number;
  /** 1 … 65 535: the layout of this type. */
  readonly version: number;
  readonly bytes: Uint8Array;
}

/** A record as it was read. The reader's own object: valid until it reads the next one. */
export interface JournalRecord extends EncodedPayload {
  /** 1, 2, 3 … without gaps. */
  readonly sequence: number;
  /** ms UTC, as the writer gave it. */
  readonly time: number;
  /** Where it stands, for messages. */
  readonly file: string;
  readonly byte: number;
}

/**
 * Where the records of a journal stop before its files do. `torn-tail`: writing was interrupted; nothing shows that what is
 * cut had been on disk. `broken`: something that had been on disk is damaged or missing.
 */
export interface JournalDamage {
  readonly kind: 'torn-tail' | 'broken';
  readonly file: string;
  /** Offset of the first bad byte's record. */
  readonly byte: number;
  /** Bytes from there to the end of the file. */
  readonly bytes: number;
  /** Number of the record that was expected there. */
  readonly sequence: number;
  /** One sentence for people: what was expected and what came. */
  readonly message: string;
}
