import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';

/** Where what is no number is put for the other side, and taken from, in order. */
export interface Mailbox {
  /** @throws DataCloneError for what cannot travel: functions */
  post(value: unknown): void;
  /** The next one; `undefined` when there is none. */
  take(): unknown;
}

/** Mail through a port, read when it is wanted and not when it comes. */
export class PortMailbox implements Mailbox {
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  post(value: unknown): void {
    this.#port.postMessage(value, []);
  }

  take(): unknown {
    const taken: { readonly message: unknown } | undefined = receiveMessageOnPort(this.#port);
    return taken?.message;
  }
}
