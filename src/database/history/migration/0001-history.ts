/**
 * What sessions did, for questions: made from their journals, so that it can always be made again. Prices, quantities and money are
 * numbers; times are ms UTC, of the market; `sequence` orders what has no time of its own.
 */
export const history = `
CREATE TABLE sessions (
  id TEXT NOT NULL PRIMARY KEY,
  record INTEGER NOT NULL,
  time INTEGER NOT NULL
) STRICT;

CREATE TABLE orders (
  session TEXT NOT NULL,
  id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  client_order_id TEXT NOT NULL,
  trade TEXT NOT NULL,
  signal TEXT NOT NULL,
  instrument TEXT NOT NULL,
  side TEXT NOT NULL,
  type TEXT NOT NULL,
  purpose TEXT NOT NULL,
  quantity NUMERIC NOT NULL,
  price NUMERIC,
  state TEXT NOT NULL,
  filled NUMERIC NOT NULL,
  average_price NUMERIC,
  time INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  reason TEXT,
  PRIMARY KEY (session, id)
);

CREATE TABLE fills (
  session TEXT NOT NULL,
  id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  order_id TEXT NOT NULL,
  trade TEXT NOT NULL,
  instrument TEXT NOT NULL,
  side TEXT NOT NULL,
  quantity NUMERIC NOT NULL,
  price NUMERIC NOT NULL,
  fee NUMERIC NOT NULL,
  time INTEGER NOT NULL,
  PRIMARY KEY (session, id)
);

CREATE TABLE trades (
  session TEXT NOT NULL,
  id TEXT NOT NULL,
  strategy TEXT NOT NULL,
  instrument TEXT NOT NULL,
  direction TEXT NOT NULL,
  quantity NUMERIC NOT NULL,
  entry_time INTEGER NOT NULL,
  entry_price NUMERIC NOT NULL,
  exit_time INTEGER NOT NULL,
  exit_price NUMERIC NOT NULL,
  fees NUMERIC NOT NULL,
  profit NUMERIC NOT NULL,
  reason TEXT NOT NULL,
  label TEXT,
  PRIMARY KEY (session, id)
);

CREATE TABLE signals (
  session TEXT NOT NULL,
  id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  strategy TEXT NOT NULL,
  instrument TEXT NOT NULL,
  action TEXT NOT NULL,
  direction TEXT NOT NULL,
  price NUMERIC NOT NULL,
  time INTEGER NOT NULL,
  label TEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (session, id)
);

CREATE TABLE refusals (
  session TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  signal TEXT NOT NULL,
  order_id TEXT,
  instrument TEXT NOT NULL,
  stage TEXT NOT NULL,
  reason TEXT NOT NULL,
  time INTEGER NOT NULL,
  PRIMARY KEY (session, sequence)
);
CREATE INDEX refusals_of_a_signal ON refusals (session, signal);

CREATE TABLE equity (
  session TEXT NOT NULL,
  time INTEGER NOT NULL,
  value NUMERIC NOT NULL,
  PRIMARY KEY (session, time)
);
`;
