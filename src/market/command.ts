import type { AlertSpec } from './alert.ts';
import type { OperationPlan } from './operation.ts';
import type { RegionSpec } from './region.ts';

/** What a person or a script may ask of a running session. One union: keys, lines, REST and chat all end here. */
export type Command =
  | { readonly kind: 'pause'; readonly strategy: string | undefined }
  | { readonly kind: 'play'; readonly strategy: string | undefined }
  | { readonly kind: 'close'; readonly trade: string | undefined; readonly instrument: string | undefined }
  | { readonly kind: 'cancel'; readonly instrument: string | undefined }
  | { readonly kind: 'add-region'; readonly region: RegionSpec }
  | { readonly kind: 'remove-region'; readonly id: string }
  | { readonly kind: 'add-alert'; readonly alert: AlertSpec }
  | { readonly kind: 'remove-alert'; readonly id: string }
  | { readonly kind: 'add-operation'; readonly trade: string; readonly operation: OperationPlan }
  | { readonly kind: 'remove-operation'; readonly trade: string; readonly id: string }
  | { readonly kind: 'list'; readonly what: Listed }
  | { readonly kind: 'state'; readonly state: TradingState };

/** What a running session can be asked to list. */
export type Listed = 'regions' | 'alerts' | 'operations' | 'contexts';

/** What may leave: everything; only exits; only cancels; nothing. Anything may lower it, only a person raises it. */
export type TradingState = 'active' | 'reducing' | 'cancel-only' | 'halted';
