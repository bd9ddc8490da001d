/** The instrument catalog, and bars: one row a month, side and timeframe, its columns coded in `data` (bar-blob.ts). */
export const barsAndInstruments = `
CREATE TABLE instruments (
  id TEXT NOT NULL PRIMARY KEY,
  spec TEXT NOT NULL,
  inferred TEXT NOT NULL
) STRICT;

CREATE TABLE bars (
  instrument TEXT NOT NULL,
  timeframe TEXT NOT NULL,
  side TEXT NOT NULL,
  month INTEGER NOT NULL,
  count INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  price_units INTEGER NOT NULL,
  price_decimals INTEGER NOT NULL,
  volume_units INTEGER NOT NULL,
  volume_decimals INTEGER NOT NULL,
  checksum INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (instrument, timeframe, side, month)
) STRICT;
`;
