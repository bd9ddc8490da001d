import type { Service } from '../../market/command.ts';
import { unownedLots } from './holding.ts';
import { type Answer, done, failed } from './listing.ts';
import type { Session } from '../session/session.ts';

/** Does something for a session that moves no money. @param save writes down what is not on disk yet; says where that is */
export function served(session: Session, what: Service, save: () => string | undefined): Answer {
  switch (what) {
    case 'save': {
      const place = save();
      return place === undefined
        ? failed('this session is not kept: it was begun without a place for its record')
        : done(`all is on disk up to event ${session.bus.sequence}: ${place}`);
    }
    case 'recheck':
      return rechecked(session);
    case 'reconnect':
      return failed(
        'nothing to connect to: on paper the venue is in this process, and its market is stored or synthetic',
      );
  }
}

/** Compares what the desk and the trades believe with what the venue has. */
function rechecked(session: Session): Answer {
  const { desk, hubs } = session;
  const faults: string[] = [];
  const notes: string[] = [];
  let [orders, positions] = [0, 0];
  for (const hub of hubs) {
    const { market, instrument } = hub;
    const here = desk.live.filter(({ request }) => request.market === market.index);
    const resting = new Set(market.orders.map(({ request }) => request.id));
    orders += resting.size;
    if (market.lots !== 0) positions++;
    // What is on its way is at neither end.
    for (const { request, state } of here)
      if (state === 'open' && !resting.has(request.id)) faults.push(`order ${request.id} is not at the venue`);
    const known = new Set(here.map(({ request }) => request.id));
    for (const id of resting) if (!known.has(id)) faults.push(`the venue has an order ${id} that is not ours`);
    const free = unownedLots(session, hub);
    if (free !== 0)
      notes.push(
        `${instrument.quantity.toText(Math.abs(free))} ${instrument.base} ${free > 0 ? 'held' : 'owed'} are no trade's: \`assign\` makes one`,
      );
  }
  const counted = `${count(orders, 'order')} and ${count(positions, 'position')}`;
  return faults.length === 0
    ? done([`${counted}, all as the venue has them`, ...notes].join('; '))
    : failed([counted, ...faults, ...notes].join('; '));
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
