import { backup, restore } from './backup.ts';
import { backtest } from './backtest.ts';
import { bundle } from './bundle.ts';
import { check, checkData, checkLookahead } from './check.ts';
import { complete, completion } from './completion.ts';
import { configShow } from './config.ts';
import { doctor } from './doctor.ts';
import { exportVerb } from './export.ts';
import { importVerb } from './import.ts';
import { indicator } from './indicator.ts';
import { init } from './init.ts';
import { logs } from './logs.ts';
import { demo, paper } from './paper.ts';
import { replay } from './replay.ts';
import { attach, cmd, history, ping, reload, status, stop, top } from './session.ts';
import { strategies } from './strategies.ts';
import type { Verb } from './verb.ts';
import { verify } from './verify.ts';
import { why } from './why.ts';

/** Everything that can be typed after `siis`, in the order that help shows. */
export const verbs: readonly Verb[] = [
  demo,
  init,
  backtest,
  paper,
  status,
  ping,
  top,
  logs,
  attach,
  stop,
  cmd,
  history,
  reload,
  verify,
  replay,
  why,
  bundle,
  backup,
  restore,
  importVerb,
  exportVerb,
  check,
  checkLookahead,
  checkData,
  configShow,
  strategies,
  indicator,
  doctor,
  completion,
  complete,
];
