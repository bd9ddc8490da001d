/**
 * What runs in the reader's browser: draws the charts from the data block and sorts tables. It puts text into the page
 * as text only, never as markup.
 */
export const pageScript = `
'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const lib = window.LightweightCharts;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const painted = [];
  const paint = (apply) => { painted.push(apply); apply(); };
  dark.addEventListener('change', () => painted.forEach((apply) => apply()));

  const newChart = (id, format) => {
    const chart = lib.createChart(document.getElementById(id), {
      autoSize: true,
      layout: { attributionLogo: false, fontSize: 11 },
      timeScale: { timeVisible: true, secondsVisible: false, minBarSpacing: 0.001, borderVisible: false },
      rightPriceScale: { borderVisible: false, minimumWidth: 78 },
      localization: { locale: 'en-GB', ...(format ? { priceFormatter: format } : {}) },
    });
    paint(() => chart.applyOptions({
      layout: { background: { color: css('--card') }, textColor: css('--faint') },
      grid: { vertLines: { color: css('--line') }, horzLines: { color: css('--line') } },
    }));
    return chart;
  };
  const points = ([times, values]) => times.map((time, k) => ({ time, value: values[k] }));

  const money = (value) => value.toLocaleString('en-US', { minimumFractionDigits: data.digits, maximumFractionDigits: data.digits });
  const drawEquity = () => {
    const equity = newChart('equity', money);
    const depth = newChart('drawdown', (value) => value.toFixed(2) + ' %');
    const area = equity.addSeries(lib.AreaSeries, { lineWidth: 2, priceLineVisible: false });
    paint(() => area.applyOptions({ lineColor: css('--accent'), topColor: css('--area'), bottomColor: 'transparent' }));
    area.setData(points(data.equity));
    const box = document.getElementById('benchmark');
    if (box) {
      const line = equity.addSeries(lib.LineSeries, { lineWidth: 1, priceLineVisible: false, lastValueVisible: false, visible: false });
      paint(() => line.applyOptions({ color: css('--other') }));
      line.setData(points(data.benchmark));
      box.addEventListener('change', () => line.applyOptions({ visible: box.checked }));
    }
    const water = depth.addSeries(lib.BaselineSeries, {
      lineWidth: 1, priceLineVisible: false, baseValue: { type: 'price', price: 0 },
      topFillColor1: 'transparent', topFillColor2: 'transparent',
    });
    paint(() => water.applyOptions({
      topLineColor: css('--bad'), bottomLineColor: css('--bad'), bottomFillColor1: css('--water'), bottomFillColor2: css('--water'),
    }));
    water.setData(points(data.drawdown));
    depth.priceScale('right').applyOptions({ scaleMargins: { top: 0.06, bottom: 0.1 } });
    const scales = [equity.timeScale(), depth.timeScale()];
    scales[0].fitContent();
    let busy = false;
    scales.forEach((scale, k) => scale.subscribeVisibleTimeRangeChange((range) => {
      if (busy || !range) return;
      busy = true;
      scales[1 - k].setVisibleRange(range);
      busy = false;
    }));
    scales[1].fitContent();
  };

  /** Draws a line from entry to exit of every trade in view. */
  class TradeLines {
    constructor() { this.trades = []; this.times = []; }
    attached({ chart, series }) { this.chart = chart; this.series = series; }
    detached() {}
    updateAllViews() {}
    paneViews() {
      return [{ zOrder: () => 'top', renderer: () => ({ draw: (target) => this.draw(target) }) }];
    }
    draw(target) {
      const scale = this.chart.timeScale();
      const range = scale.getVisibleLogicalRange();
      if (!range) return;
      target.useBitmapCoordinateSpace(({ context, horizontalPixelRatio: h, verticalPixelRatio: v }) => {
        context.lineWidth = Math.max(1, Math.round(1.5 * v));
        context.setLineDash([4 * h, 3 * h]);
        for (const [from, entry, to, exit, direction] of this.trades) {
          if (to < range.from - 1 || from > range.to + 1) continue;
          const x = [scale.logicalToCoordinate(from), scale.logicalToCoordinate(to)];
          const y = [this.series.priceToCoordinate(entry), this.series.priceToCoordinate(exit)];
          if (x.includes(null) || y.includes(null)) continue;
          context.strokeStyle = css((exit - entry) * direction >= 0 ? '--good' : '--bad');
          context.beginPath();
          context.moveTo(x[0] * h, y[0] * v);
          context.lineTo(x[1] * h, y[1] * v);
          context.stroke();
        }
        context.setLineDash([]);
      });
    }
  }

  const drawMarkets = () => {
    const select = document.getElementById('market');
    const caption = document.getElementById('market-caption');
    const chart = newChart('candles');
    const candles = chart.addSeries(lib.CandlestickSeries, { borderVisible: false, priceLineVisible: false });
    const lines = new TradeLines();
    candles.attachPrimitive(lines);
    const markers = lib.createSeriesMarkers(candles, []);
    let market;
    const mark = () => {
      const list = [];
      for (const [from, , to, , direction] of market.trades) {
        list.push({
          time: market.time[from], position: direction > 0 ? 'belowBar' : 'aboveBar',
          shape: direction > 0 ? 'arrowUp' : 'arrowDown', color: css('--accent'),
        });
        list.push({ time: market.time[to], position: direction > 0 ? 'aboveBar' : 'belowBar', shape: 'circle', color: css('--other'), size: 0.6 });
      }
      markers.setMarkers(list.sort((a, b) => a.time - b.time));
    };
    paint(() => {
      candles.applyOptions({ upColor: css('--good'), downColor: css('--bad'), wickUpColor: css('--good'), wickDownColor: css('--bad') });
      if (market) mark();
    });
    const show = (k) => {
      market = data.markets[k];
      select.value = String(k);
      candles.applyOptions({ priceFormat: { type: 'price', precision: market.digits, minMove: 10 ** -market.digits } });
      candles.setData(market.time.map((time, i) => ({
        time, open: market.open[i], high: market.high[i], low: market.low[i], close: market.close[i],
      })));
      lines.trades = market.trades;
      mark();
      caption.textContent = market.trades.length + (market.trades.length === 1 ? ' trade' : ' trades') + ', bars of ' + market.timeframe;
      const last = market.trades.reduce((found, trade) => Math.max(found, trade[2]), -1);
      const end = (last < 0 ? market.time.length : last) + 15;
      chart.timeScale().setVisibleLogicalRange({ from: end - 320, to: end });
    };
    select.addEventListener('change', () => show(Number(select.value)));
    show(0);
    const goTo = (row) => {
      const k = data.markets.findIndex((each) => each.instrument === row.dataset.market);
      if (k < 0) return;
      if (market !== data.markets[k]) show(k);
      const place = (seconds) => {
        const found = market.time.findIndex((time) => time > seconds);
        return found < 0 ? market.time.length - 1 : Math.max(0, found - 1);
      };
      const from = place(Number(row.dataset.entry));
      const to = place(Number(row.dataset.exit));
      const margin = Math.max(30, to - from);
      chart.timeScale().setVisibleLogicalRange({ from: from - margin, to: to + margin });
      document.getElementById('candles').scrollIntoView({ block: 'center' });
    };
    document.querySelectorAll('tr[data-entry]').forEach((row) => {
      row.tabIndex = 0;
      row.addEventListener('click', () => goTo(row));
      row.addEventListener('keydown', (event) => { if (event.key === 'Enter') goTo(row); });
    });
  };

  const sortable = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    const body = table.tBodies[0];
    const value = (row, k) => {
      const cell = row.cells[k];
      const own = cell.dataset.s;
      return own === undefined ? cell.textContent : Number(own);
    };
    const sort = (k) => {
      const falling = heads[k].getAttribute('aria-sort') === 'ascending';
      heads.forEach((head) => head.removeAttribute('aria-sort'));
      heads[k].setAttribute('aria-sort', falling ? 'descending' : 'ascending');
      const sign = falling ? -1 : 1;
      const rows = [...body.rows].map((row) => [value(row, k), row]);
      const missing = (x) => typeof x === 'number' && Number.isNaN(x);
      rows.sort(([a], [b]) => {
        if (missing(a) || missing(b)) return missing(a) - missing(b);
        if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
        return sign * String(a).localeCompare(String(b), 'en', { numeric: true });
      });
      body.append(...rows.map(([, row]) => row));
    };
    heads.forEach((head, k) => {
      head.tabIndex = 0;
      head.addEventListener('click', () => sort(k));
      head.addEventListener('keydown', (event) => { if (event.key === 'Enter') sort(k); });
    });
  };

  document.querySelectorAll('table').forEach(sortable);
  if (data.equity[0].length > 0) drawEquity();
  if (data.markets.length > 0) drawMarkets();
})();
`;
