import { z } from 'zod';
import { type AnyIndicator } from '../../indicator/definition.ts';
import { indicatorDefinition } from '../../indicator/index.ts';
import type { IndicatorCrossAlert } from '../../market/alert.ts';
import { number, text, timeframeName } from '../schema/leaf.ts';
import { barFeeder, type Feeder, priceFeeder } from '../series.ts';
import {
  type AlertKind,
  alertTerms,
  type AlertWorld,
  crossed,
  crossing,
  crossingWords,
  termsFault,
  type Way,
} from './alert.ts';

/** An indicator of the catalog crosses a level. */
export const indicatorCross = {
  kind: 'indicator-cross',
  description: 'An indicator crosses a level as a bar closes',
  schema: z
    .strictObject({
      kind: z.literal('indicator-cross'),
      timeframe: timeframeName().describe('Bars that it is computed on'),
      indicator: text('the name of an indicator').describe('See `siis indicator`'),
      params: z
        .record(z.string(), z.union([z.number(), z.string()]), { error: 'expected a map of parameters' })
        .exactOptional()
        .describe('Default: those of the indicator'),
      output: text().exactOptional().describe('One of its numbers. Default: the first'),
      level: number().describe('What it has to cross'),
      when: crossing,
      ...alertTerms,
    })
    .superRefine((plan, context) => {
      const fault = context.issues.length === 0 ? (indicatorFault(plan) ?? termsFault(plan)) : undefined;
      if (fault !== undefined) context.addIssue(fault);
    }),
  isOnBars: (_plan: IndicatorCrossAlert) => true,
  arm: (plan: IndicatorCrossAlert, { onBar }: AlertWorld, tell: (value: number, way: Way) => void) => {
    const { timeframe, level, when, output } = plan;
    const { indicator, feeder } = build(plan);
    let last = NaN;
    const act = (): void => {
      const value = output === undefined ? indicator.value : (indicator.outputs?.[output] ?? indicator.value);
      const way = crossed(last, value, { level, when });
      last = value;
      if (way !== undefined) tell(value, way);
    };
    return onBar(timeframe, act, feeder);
  },
  words: ({ timeframe, indicator, params = {}, output, level, when }: IndicatorCrossAlert) => {
    const set = Object.entries(params).map(([key, value]) => `${key}=${value}`);
    const name = `${indicator}${set.length === 0 ? '' : `(${set.join(', ')})`}${output === undefined ? '' : `.${output}`}`;
    return `${name} on ${timeframe} ${crossingWords(when)} ${level}`;
  },
} as const satisfies AlertKind<IndicatorCrossAlert>;

function build({ indicator: name, params = {} }: IndicatorCrossAlert): {
  readonly indicator: Pick<AnyIndicator<never>, 'value' | 'outputs'>;
  readonly feeder: Feeder;
} {
  const definition = indicatorDefinition(name);
  if (definition.input === 'price') {
    const indicator = definition.create(params);
    return { indicator, feeder: priceFeeder(indicator, 'close') };
  }
  const indicator = definition.create(params);
  return { indicator, feeder: barFeeder(indicator) };
}

function indicatorFault(plan: IndicatorCrossAlert): string | undefined {
  try {
    const { outputs } = indicatorDefinition(plan.indicator);
    build(plan);
    const { output } = plan;
    if (output === undefined || outputs.includes(output)) return undefined;
    return `expected one of the outputs ${outputs.join(', ')}, came ${output}`;
  } catch (error) {
    return `expected an indicator: ${error instanceof Error ? error.message : String(error)}`;
  }
}
