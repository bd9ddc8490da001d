import type { Ohlcv } from '../market/bar.ts';
import { SiisError } from '../util/errors.ts';
import type { Indicator, NamedOutputs } from './indicator.ts';
import { type ParamInput, type Params, type ParamValues, readParams } from './param.ts';

/** The chapter an indicator belongs to, and its folder. */
export type IndicatorGroup = 'trend' | 'momentum' | 'volatility' | 'volume';

/** Any indicator, seen from outside: with `outputs` and `forming` when it has several numbers. */
export type AnyIndicator<Input> = Indicator<Input> & {
  readonly outputs?: NamedOutputs;
  readonly forming?: NamedOutputs;
};

interface Described {
  readonly title: string;
  readonly group: IndicatorGroup;
  /** `['value']`, or the names of the instance's `outputs`, the main one first. */
  readonly outputs: readonly string[];
  readonly params: Params;
  /** The rule in a line. */
  readonly formula: string;
  /** Where the rule and the reference values come from. */
  readonly source: string;
}

/** An indicator over one price series, usually closes. */
export interface PriceIndicatorDefinition extends Described {
  readonly input: 'price';
  /** @throws SiisError INDICATOR_INVALID when a parameter is unknown, of a wrong kind or out of range. */
  create(params?: ParamInput): AnyIndicator<number>;
}

/** An indicator over whole bars. */
export interface BarIndicatorDefinition extends Described {
  readonly input: 'bar';
  /** @throws SiisError INDICATOR_INVALID when a parameter is unknown, of a wrong kind or out of range. */
  create(params?: ParamInput): AnyIndicator<Ohlcv>;
}

/** What a registry entry is; `input` says what its instances are fed with. */
export type IndicatorDefinition = PriceIndicatorDefinition | BarIndicatorDefinition;

interface Recipe<P extends Params, Input> extends Omit<Described, 'outputs'> {
  readonly outputs?: readonly [string, ...string[]];
  readonly params: P;
  /** What is wrong between parameters that are each in range; `undefined` when nothing is. */
  readonly check?: (values: ParamValues<P>) => string | undefined;
  readonly build: (values: ParamValues<P>) => AnyIndicator<Input>;
}

/** Describes an indicator over prices, so that profiles, command line, docs and editors can derive from it. */
export function definePriceIndicator<P extends Params>(recipe: Recipe<P, number>): PriceIndicatorDefinition {
  return { ...describe(recipe), input: 'price', create: (params = {}) => recipe.build(checked(recipe, params)) };
}

/** Describes an indicator over bars. */
export function defineBarIndicator<P extends Params>(recipe: Recipe<P, Ohlcv>): BarIndicatorDefinition {
  return { ...describe(recipe), input: 'bar', create: (params = {}) => recipe.build(checked(recipe, params)) };
}

function describe<P extends Params, Input>(recipe: Recipe<P, Input>): Described {
  const { title, group, params, formula, source } = recipe;
  return { title, group, params, formula, source, outputs: recipe.outputs ?? ['value'] };
}

function checked<P extends Params, Input>(recipe: Recipe<P, Input>, params: ParamInput): ParamValues<P> {
  const values = readParams(recipe.title, recipe.params, params);
  const fault = recipe.check?.(values);
  if (fault !== undefined) throw new SiisError('INDICATOR_INVALID', `indicator ${recipe.title}: ${fault}`);
  return values;
}
