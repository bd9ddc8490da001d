import { SiisError } from '../util/errors.ts';

/** Where a service is in its life. */
export type ServiceState = 'stopped' | 'starting' | 'running' | 'degraded' | 'failed';

/** A part of siis that is started and stopped: the only places where anything may wait. */
export interface Service {
  readonly name: string;
  start(): void | Promise<void>;
  stop(): void | Promise<void>;
}

/** Starts services in order and stops them in reverse; one that fails to start takes those before it down again. */
export class ServiceHost {
  readonly #services: { readonly service: Service; state: ServiceState }[] = [];
  readonly #onChange: (name: string, state: ServiceState) => void;

  constructor(onChange: (name: string, state: ServiceState) => void) {
    this.#onChange = onChange;
  }

  add(service: Service): void {
    this.#services.push({ service, state: 'stopped' });
  }

  /** Name and state of each, in starting order. */
  get states(): readonly (readonly [name: string, state: ServiceState])[] {
    return this.#services.map(({ service, state }) => [service.name, state]);
  }

  /** @throws whatever the first service threw that failed to start; the others are stopped then. */
  async start(): Promise<void> {
    for (const entry of this.#services) {
      this.#set(entry, 'starting');
      try {
        await entry.service.start();
      } catch (error) {
        this.#set(entry, 'failed');
        await this.stop();
        throw error;
      }
      this.#set(entry, 'running');
    }
  }

  /** Stops all that run, last started first. @throws SiisError naming those that failed to stop, after all were asked. */
  async stop(): Promise<void> {
    const faults: string[] = [];
    for (const entry of this.#services.toReversed()) {
      if (entry.state !== 'running' && entry.state !== 'degraded') continue;
      try {
        await entry.service.stop();
        this.#set(entry, 'stopped');
      } catch (error) {
        this.#set(entry, 'failed');
        faults.push(`${entry.service.name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    if (faults.length > 0) throw new SiisError('STORE_UNUSABLE', `could not stop cleanly: ${faults.join('; ')}`);
  }

  #set(entry: { service: Service; state: ServiceState }, state: ServiceState): void {
    entry.state = state;
    this.#onChange(entry.service.name, state);
  }
}
