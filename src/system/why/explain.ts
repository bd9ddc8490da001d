import type { Profile } from '../../config/profile.ts';
import type { BacktestAgain, Onlooker } from '../again/again.ts';
import { Chain } from './chain.ts';
import { Idle } from './idle.ts';
import { type IdleAnswer, idleAnswers } from './idle-answer.ts';
import { Roll, type RollEntry } from './roll.ts';
import type { Explanation } from './step.ts';
import type { Target } from './target.ts';
import { WatchChain, type WatchTarget } from './watch-chain.ts';
import { type Investigation, Witness } from './witness.ts';

/** A session or a backtest that can be done again. */
export interface Doable {
  readonly profile: Profile;
  readonly doAgain: (onlooker: Onlooker) => BacktestAgain;
}

/** Why a trade, an order or a signal came to be; `undefined` where it never did. */
export function explainTarget({ profile, doAgain }: Doable, target: Target): Explanation | undefined {
  const chain = new Chain(target, profile);
  const isOfInterest = (strategy: string, instrument: string): boolean =>
    strategy === target.strategy && instrument === target.instrument;
  const witness = new Witness({ profile, investigation: chain, isOfInterest });
  doAgain({ ...onlookerOf(witness), isDone: (session) => chain.isDone(session) });
  return chain.explanation();
}

/** Where an alert or a region came from and what became of it; `undefined` where there never was one of that id. */
export function explainWatch({ profile, doAgain }: Doable, target: WatchTarget): Explanation | undefined {
  const chain = new WatchChain(target);
  const witness = new Witness({ profile, investigation: chain, isOfInterest: () => true });
  doAgain({ ...onlookerOf(witness), isDone: (session) => chain.isDone(session) });
  return chain.explanation();
}

/** Why the strategies that trade an instrument did not do so at a moment. @param at ms */
export function explainIdle({ profile, doAgain }: Doable, instrument: string, at: number): IdleAnswer[] {
  const idle = new Idle(instrument);
  const isOfInterest = (_strategy: string, each: string): boolean => each === instrument;
  const witness = new Witness({ profile, investigation: idle, isOfInterest });
  const { session, start, end } = doAgain({ ...onlookerOf(witness), until: at });
  return idleAnswers({ session, witness, idle, at, start, end }, instrument);
}

/** All trades that were wished for, in that order. */
export function listTrades({ profile, doAgain }: Doable): readonly RollEntry[] {
  const roll = new Roll();
  const investigation: Investigation = roll;
  doAgain(onlookerOf(new Witness({ profile, investigation, isOfInterest: () => false })));
  return roll.entries;
}

function onlookerOf(witness: Witness): Onlooker {
  return { adapt: (parts) => witness.adapt(parts), follow: (session) => witness.follow(session) };
}
