"""Expected values of the statistics, computed with numpy and scipy instead of siis.

  python3 scripts/golden-statistics.py            rewrites test/golden/statistics.json from the CSV files
  python3 scripts/golden-statistics.py --generate draws new CSV files first

The formulas are those of docs/reference/statistics.md, written down a second time. Keys that end in 95 and come from
resampling are left out: they depend on the random numbers drawn.
"""

import csv
import datetime
import json
import math
import pathlib
import sys

import numpy as np
from scipy import stats

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "test" / "golden"
DAY = 86_400_000
MARKETS = ["demo:AAA/USD", "demo:BBB/USD"]


# ---------------------------------------------------------------- input files


class Dice:
    """A small multiplicative generator, so that the files do not depend on a library's version."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = self.state * 48271 % 2147483647
        return self.state / 2147483647

    def normal(self):
        return sum(self.next() for _ in range(12)) - 6


def generate():
    dice = Dice(20240229)
    start = int(datetime.datetime(2022, 3, 1, tzinfo=datetime.timezone.utc).timestamp() * 1000)
    days = 800
    equity, prices = 10_000.0, [100.0, 2_500.0]
    rows = [[start, f"{equity:.2f}", f"{prices[0]:.4f}", f"{prices[1]:.4f}"]]
    for k in range(1, days + 1):
        market = dice.normal() * 0.02
        prices = [p * math.exp(market * b + dice.normal() * 0.01) for p, b in zip(prices, (1.0, 0.6))]
        idle = dice.next() < 0.25
        equity *= 1 if idle else 1 + 0.0006 + 0.3 * market + dice.normal() * 0.006
        rows.append([start + k * DAY, f"{equity:.2f}", f"{prices[0]:.4f}", f"{prices[1]:.4f}"])
    write("statistics-daily.csv", ["time", "equity", *MARKETS], rows)

    labels, reasons = ["breakout", "pullback", ""], ["stop", "target", "trailing", "time-limit"]
    trades = []
    for k in range(140):
        entry = start + int(dice.next() * (days - 12) * DAY)
        leave = entry + int((0.02 + dice.next() ** 2 * 9) * DAY)
        which = int(dice.next() * 2)
        price = float(rows[(entry - start) // DAY][2 + which])
        move = price * (dice.normal() * 0.03 + 0.004)
        long = dice.next() < 0.6
        quantity = round(2000 / price * (0.5 + dice.next()), 3)
        fees = round(quantity * price * 0.0012, 4)
        profit = 0.0 if k % 23 == 5 else round((move if long else -move) * quantity - fees, 4)
        risk = "" if k % 4 == 1 else f"{price * 0.03 * quantity:.4f}"
        best, worst = max(0.0, profit) + dice.next() * 40, max(0.0, -profit) + dice.next() * 40
        trades.append(
            [f"t{k}", MARKETS[which], ["trend", "revert"][k % 2], "buy" if long else "sell", f"{quantity:.3f}", entry,
             f"{price:.4f}", leave, f"{price + move:.4f}", f"{fees:.4f}", f"{profit:.4f}",
             reasons[int(dice.next() * 4)], labels[int(dice.next() * 3)], risk, f"{best:.4f}", f"{worst:.4f}"]
        )
    head = "id instrument strategy side quantity entryTime entryPrice exitTime exitPrice fees profit exitReason label risk bestExcursion worstExcursion"
    write("statistics-trades.csv", head.split(), sorted(trades, key=lambda row: row[7]))


def write(name, head, rows):
    with open(FOLDER / name, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(head)
        out.writerows(rows)


def read(name):
    with open(FOLDER / name, newline="") as file:
        return list(csv.DictReader(file))


# ---------------------------------------------------------------- returns


def ratios(values, times, run, n, bench):
    """Everything that is made of the returns between the sampled days."""
    r = np.diff(values) / values[:-1]
    rf, mar = run["riskFree"] / n, run["minimumReturn"] / n
    years = (run["endTime"] - run["startTime"]) / DAY / 365.25
    cagr = (values[-1] / values[0]) ** (1 / years) - 1
    x = r - rf
    mean, sd = math.fsum(x) / len(x), np.std(x, ddof=1)
    short = np.minimum(r - mar, 0)
    downside = math.sqrt(math.fsum(short**2) / len(r)) * math.sqrt(n)
    sr = mean / sd
    g3, g4 = stats.skew(x), stats.kurtosis(x, fisher=False)
    spread = 1 - g3 * sr + (g4 - 1) / 4 * sr**2
    count = run["trials"]
    euler = 0.5772156649015329
    luck = (1 - euler) * stats.norm.isf(1 / count) + euler * stats.norm.isf(1 / (count * math.e))
    bar = math.sqrt(spread / (len(x) - 1)) * luck
    geo = math.expm1(math.fsum(np.log1p(r)) / len(r))
    geo_year = math.expm1(n * math.log1p(geo))
    geo_vol = math.exp(n * math.log1p(geo)) * math.sqrt(
        math.expm1(n * math.log1p(np.var(r, ddof=1) / (1 + geo) ** 2))
    )
    down0 = math.sqrt(math.fsum(np.minimum(r, 0) ** 2) / len(r)) * math.sqrt(n)
    over = r - mar
    low = np.sort(r)[: int((len(r) - 1) * 0.05) + 1]
    b = np.diff(bench) / bench[:-1]
    cov = np.cov(r, b, ddof=1)
    beta = cov[0, 1] / cov[1, 1]
    alpha = (1 + math.fsum((r - rf) - beta * (b - rf)) / len(r)) ** n - 1
    active = r - b
    log = np.cumsum(np.log1p(r))

    def annual(part):
        return np.prod(1 + part) ** (n / len(part)) - 1

    return {
        "periodsPerYear": n,
        "returnCount": len(r),
        "winningDays": int((r > 0).sum()),
        "flatDays": int((r == 0).sum()),
        "losingDays": int((r < 0).sum()),
        "averageDayPercent": math.fsum(r) / len(r) * 100,
        "bestDayPercent": r.max() * 100,
        "worstDayPercent": r.min() * 100,
        "cagrPercent": cagr * 100,
        "volatilityPercent": np.std(r, ddof=1) * math.sqrt(n) * 100,
        "downsideRiskPercent": downside * 100,
        "sharpe": sr * math.sqrt(n),
        "sortino": math.fsum(r - mar) / len(r) * n / downside,
        "omega": math.fsum(over[over > 0]) / -math.fsum(over[over < 0]),
        "stability": stats.linregress(np.arange(len(log)), log).rvalue ** 2,
        "tailRatio": abs(np.percentile(r, 95)) / abs(np.percentile(r, 5)),
        "skew": stats.skew(r),
        "kurtosis": stats.kurtosis(r),
        "valueAtRisk95Percent": np.percentile(r, 5) * 100,
        "conditionalValueAtRisk95Percent": math.fsum(low) / len(low) * 100,
        "probabilisticSharpe": stats.norm.cdf(sr * math.sqrt(len(x) - 1) / math.sqrt(spread)),
        "deflatedSharpe": stats.norm.cdf((sr - bar) * math.sqrt(len(x) - 1) / math.sqrt(spread)),
        "meanReturnPValue": stats.ttest_1samp(x, 0).pvalue,
        "geometricReturnPercent": geo_year * 100,
        "geometricVolatilityPercent": geo_vol * 100,
        "geometricSharpe": (geo_year - run["riskFree"]) / geo_vol,
        "geometricSortino": (geo_year - run["riskFree"]) / down0,
        "equalWeightSharpe": (np.mean(b) - rf) / np.std(b, ddof=1) * math.sqrt(n),
        "equalWeightMaxDrawdownPercent": max(1 - bench / np.maximum.accumulate(bench)) * 100,
        "alphaPercent": alpha * 100,
        "beta": beta,
        "correlation": np.corrcoef(r, b)[0, 1],
        "trackingErrorPercent": np.std(active, ddof=1) * math.sqrt(n) * 100,
        "informationRatio": np.mean(active) / np.std(active, ddof=1) * math.sqrt(n),
        "upCapture": annual(r[b > 0]) / annual(b[b > 0]),
        "downCapture": annual(r[b < 0]) / annual(b[b < 0]),
    }


def falls(values, times):
    """Drawdowns: (start, trough, end or None), by looking for each peak."""
    found, k, n = [], 0, len(values)
    while k < n - 1:
        if values[k + 1] >= values[k]:
            k += 1
            continue
        end = next((j for j in range(k + 1, n) if values[j] >= values[k]), None)
        part = values[k : n if end is None else end]
        found.append((k, k + int(np.argmin(part)), end))
        if end is None:
            break
        k = end
    rows = []
    for start, trough, end in found:
        rows.append(
            {
                "startTime": times[start],
                "troughTime": times[trough],
                "endTime": None if end is None else times[end],
                "amount": values[start] - values[trough],
                "percent": (values[start] - values[trough]) / values[start] * 100,
                "duration": times[-1 if end is None else end] - times[start],
            }
        )
    return rows


def drawdown_part(values, times, fine):
    rows = falls(values, times)
    top = sorted(rows, key=lambda row: -row["percent"])
    worst = top[0]
    depth = 1 - values / np.maximum.accumulate(values)
    fine_depth = 1 - fine / np.maximum.accumulate(fine)
    return top[:5], {
        "maxDrawdown": worst["amount"],
        "maxDrawdownPercent": worst["percent"],
        "maxDrawdownStartTime": worst["startTime"],
        "maxDrawdownTroughTime": worst["troughTime"],
        "maxDrawdownEndTime": worst["endTime"],
        "maxDrawdownDuration": worst["duration"],
        "maxDrawdownIntradayPercent": fine_depth.max() * 100,
        "averageDrawdownPercent": np.mean([row["percent"] for row in rows]),
        "averageDrawdownDuration": np.mean([row["duration"] for row in rows]),
        "longestDrawdownDuration": max(row["duration"] for row in rows),
        "drawdownCount": len(rows),
        "currentDrawdownPercent": depth[-1] * 100,
        "timeUnderWaterPercent": (depth > 0).sum() / (len(values) - 1) * 100,
        "ulcerIndexPercent": math.sqrt(np.mean(depth**2)) * 100,
        "recoveryFactor": (values[-1] - values[0]) / worst["amount"],
    }


# ---------------------------------------------------------------- trades


def number(text):
    return math.nan if text == "" else float(text)


class Trades:
    def __init__(self, rows):
        self.rows = rows
        column = lambda key: np.array([number(row[key]) for row in rows])
        self.profit, self.fees, self.risk = column("profit"), column("fees"), column("risk")
        self.notional = column("quantity") * column("entryPrice")
        self.percent = self.profit / self.notional * 100
        self.multiple = self.profit / self.risk
        self.entry = [int(row["entryTime"]) for row in rows]
        self.leave = [int(row["exitTime"]) for row in rows]
        self.duration = np.array(self.leave) - np.array(self.entry)
        self.gain, self.loss = column("bestExcursion"), column("worstExcursion")
        self.long = np.array([row["side"] == "buy" for row in rows])


def clean_mean(values):
    known = [v for v in values if not math.isnan(v)]
    return math.fsum(known) / len(known) if known else None


def streak(signs, wanted):
    best = run = 0
    for sign in signs:
        run = run + 1 if sign == wanted else 0
        best = max(best, run)
    return best


def trade_part(t, lasted):
    p = t.profit
    wins, losses = p[p > 0], p[p < 0]
    signs = [int(s) for s in np.sign(p)]
    tail = 0
    for sign in reversed(signs):
        if sign == 0 or sign != signs[-1]:
            break
        tail += sign
    out = {
        "tradeCount": len(p),
        "longTrades": int(t.long.sum()),
        "shortTrades": int((~t.long).sum()),
        "wins": len(wins),
        "draws": int((p == 0).sum()),
        "losses": len(losses),
        "winPercent": len(wins) / len(p) * 100,
        "longWinPercent": (p[t.long] > 0).mean() * 100,
        "shortWinPercent": (p[~t.long] > 0).mean() * 100,
        "maxWinStreak": streak(signs, 1),
        "maxLossStreak": streak(signs, -1),
        "currentStreak": tail,
        "tradesPerDay": len(p) / (lasted / DAY),
        "tradesPerMonth": len(p) / (lasted / DAY / 30.4375),
        "grossProfit": math.fsum(wins),
        "grossLoss": -math.fsum(losses),
        "profitFactor": math.fsum(wins) / -math.fsum(losses),
        "longProfit": math.fsum(p[t.long]),
        "shortProfit": math.fsum(p[~t.long]),
        "expectancy": math.fsum(p) / len(p),
        "expectancyPercent": math.fsum(t.percent) / len(p),
        "expectancyR": clean_mean(t.multiple),
        "averageWin": math.fsum(wins) / len(wins),
        "averageLoss": math.fsum(losses) / len(losses),
        "payoffRatio": np.mean(wins) / -np.mean(losses),
        "medianTrade": np.median(p),
        "bestTrade": p.max(),
        "worstTrade": p.min(),
        "medianTradePercent": np.median(t.percent),
        "geometricTradePercent": math.expm1(math.fsum(np.log1p(t.percent / 100)) / len(p)) * 100,
        "bestTradePercent": t.percent.max(),
        "worstTradePercent": t.percent.min(),
        "sqn": math.sqrt(len(p)) * np.mean(p) / np.std(p, ddof=1),
        "sqn100": math.sqrt(min(100, len(p))) * np.mean(p) / np.std(p, ddof=1),
        "kelly": len(wins) / len(p) - (1 - len(wins) / len(p)) / (np.mean(wins) / -np.mean(losses)),
        "tradePValue": stats.ttest_1samp(p, 0).pvalue,
        "maeAverage": clean_mean(t.loss),
        "maeLargest": np.nanmax(t.loss),
        "maeAveragePercent": clean_mean(t.loss / t.notional * 100),
        "maeLargestPercent": np.nanmax(t.loss / t.notional * 100),
        "mfeAverage": clean_mean(t.gain),
        "mfeLargest": np.nanmax(t.gain),
        "mfeAveragePercent": clean_mean(t.gain / t.notional * 100),
        "mfeLargestPercent": np.nanmax(t.gain / t.notional * 100),
        "edgeRatio": clean_mean(t.gain) / clean_mean(t.loss),
        "feePerTrade": math.fsum(t.fees) / len(p),
        "realisedProfit": math.fsum(p),
    }
    for name, chosen in (("trade", p == p), ("win", p > 0), ("draw", p == 0), ("loss", p < 0)):
        d = t.duration[chosen]
        out |= {
            f"{name}DurationMin": d.min(),
            f"{name}DurationAverage": d.mean(),
            f"{name}DurationMedian": np.median(d),
            f"{name}DurationMax": d.max(),
        }
    return out


# ---------------------------------------------------------------- cuts


def utc(ms):
    return datetime.datetime.fromtimestamp(ms / 1000, datetime.timezone.utc)


def cut_row(key, t, members):
    p = t.profit[members]
    some = len(p) > 0
    losses = p[p < 0]
    return {
        "key": key,
        "trades": len(p),
        "wins": int((p > 0).sum()),
        "draws": int((p == 0).sum()),
        "losses": len(losses),
        "winPercent": (p > 0).mean() * 100 if some else None,
        "profit": math.fsum(p),
        "fees": math.fsum(t.fees[members]),
        "profitFactor": math.fsum(p[p > 0]) / -math.fsum(losses) if len(losses) else None,
        "expectancy": math.fsum(p) / len(p) if some else None,
        "averagePercent": clean_mean(t.percent[members]),
        "best": p.max() if some else None,
        "worst": p.min() if some else None,
        "averageDuration": t.duration[members].mean() if some else None,
        "averageR": clean_mean(t.multiple[members]),
    }


def group(t, key_of, order=None):
    keys = [key_of(k) for k in range(len(t.rows))]
    names = sorted(set(keys)) if order is None else [name for name in order if name in keys]
    return [cut_row(name, t, [k for k, key in enumerate(keys) if key == name]) for name in names]


def spans(t, times, values, key_of, end):
    """Calendar rows: times[0] is the start, times[k] the end of the k-th day."""
    ending = [key_of(utc(time - 1)) for time in times]
    left = [key_of(utc(min(time, end - 1))) for time in t.leave]
    rows = []
    for name in sorted(set(ending[1:])):
        inside = [k for k in range(1, len(times)) if ending[k] == name]
        first, last = values[inside[0] - 1], values[inside[-1]]
        row = cut_row(name, t, [k for k, key in enumerate(left) if key == name])
        rows.append(row | {"startEquity": first, "endEquity": last, "returnPercent": (last / first - 1) * 100})
    return rows


def cuts(t, times, values, daily, end):
    text = lambda k, key: t.rows[k][key]
    label = lambda k: text(k, "label") or "(none)"
    week_days = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

    def session(k):
        hour = utc(t.entry[k]).hour
        return "asia" if hour < 8 else "europe" if hour < 13 else "america" if hour < 21 else "late"

    def regime(k):
        known = [float(row[text(k, "instrument")]) for row in daily[1:] if int(row["time"]) <= t.entry[k]]
        if len(known) < 20:
            return "unknown"
        return "up" if known[-1] >= math.fsum(known[-20:]) / 20 else "down"

    iso = lambda date: "%d-W%02d" % date.isocalendar()[:2]
    return {
        "market": group(t, lambda k: text(k, "instrument")),
        "strategy": group(t, lambda k: text(k, "strategy")),
        "side": group(t, lambda k: "long" if t.long[k] else "short", ["long", "short"]),
        "label": group(t, label),
        "exitReason": group(t, lambda k: text(k, "exitReason")),
        "mixed": group(t, lambda k: f"{label(k)} / {text(k, 'exitReason')}"),
        "hour": group(t, lambda k: "%02d" % utc(t.entry[k]).hour),
        "weekday": group(t, lambda k: week_days[utc(t.entry[k]).weekday()], week_days),
        "session": group(t, session, ["asia", "europe", "america", "late"]),
        "regime": group(t, regime, ["up", "down", "unknown"]),
        "day": spans(t, times, values, lambda d: d.strftime("%Y-%m-%d"), end),
        "week": spans(t, times, values, iso, end),
        "month": spans(t, times, values, lambda d: d.strftime("%Y-%m"), end),
        "year": spans(t, times, values, lambda d: d.strftime("%Y"), end),
    }


# ---------------------------------------------------------------- all together


def expected():
    daily = read("statistics-daily.csv")
    times = [int(row["time"]) for row in daily]
    values = np.array([float(row["equity"]) for row in daily])
    t = Trades(read("statistics-trades.csv"))
    lasted = times[-1] - times[0]
    # What a run record says beside its curves and trades.
    run = {
        "startTime": times[0],
        "endTime": times[-1],
        "startEquity": values[0],
        "riskFree": 0.02,
        "minimumReturn": 0.01,
        "trials": 25,
        "openProfit": [12.5, -3.25],
        "fees": "512.3407",
        "funding": "-21.05",
        "slippage": "88.4",
        "turnover": "561234.75",
        "exposureTime": lasted * 0.375,
        "notionalTime": lasted * 2345.5,
        "denials": {"max open trades": 7, "below the smallest quantity": 2},
        "orderStates": ["filled"] * 6 + ["canceled", "rejected", "expired", "denied", "open"],
        "partlyFilled": 2,
    }
    bench = np.mean([[float(row[m]) / float(daily[0][m]) for row in daily] for m in MARKETS], axis=0)
    top, fall = drawdown_part(values, times, values)
    typical = math.fsum(values) / len(values)
    fees, funding, slippage = (float(run[key]) for key in ("fees", "funding", "slippage"))
    shared = {
        "days": lasted / DAY,
        "startEquity": values[0],
        "finalEquity": values[-1],
        "peakEquity": values.max(),
        "lowestEquity": values.min(),
        "netProfit": values[-1] - values[0],
        "returnPercent": (values[-1] - values[0]) / values[0] * 100,
        "openProfit": math.fsum(run["openProfit"]),
        "openTrades": 2,
        **fall,
        **trade_part(t, lasted),
        "fees": fees,
        "funding": funding,
        "slippage": slippage,
        "turnover": float(run["turnover"]),
        "turnoverRatio": float(run["turnover"]) / typical,
        "feeDragPercent": fees / values[0] * 100,
        "fundingDragPercent": funding / values[0] * 100,
        "slippageDragPercent": slippage / values[0] * 100,
        "exposureTimePercent": 37.5,
        "exposureCapitalPercent": 2345.5 / typical * 100,
        "orderCount": 11,
        "ordersFilled": 6,
        "ordersPartlyFilled": 2,
        "ordersCanceled": 1,
        "ordersRejected": 1,
        "ordersExpired": 1,
        "ordersDenied": 1,
        "denialCount": 9,
        "equalWeightPercent": (bench[-1] - 1) * 100,
        "excessReturnPercent": (values[-1] / values[0] - 1) * 100 - (bench[-1] - 1) * 100,
    }
    # Weekdays: weekend day ends are left out, except that the last one replaces the Friday before.
    kept = [0] + [k for k in range(1, len(times)) if utc(times[k] - 1).weekday() < 5]
    if kept[-1] != len(times) - 1:
        kept[-1] = len(times) - 1
    flat = {}
    for name, chosen, n in (("continuous", list(range(len(times))), 365), ("weekdays", kept, 252)):
        part = ratios(values[chosen], [times[k] for k in chosen], run, n, bench[chosen])
        part["calmar"] = part["cagrPercent"] / fall["maxDrawdownPercent"]
        part["ulcerPerformance"] = part["cagrPercent"] / fall["ulcerIndexPercent"]
        part["geometricCalmar"] = part["geometricReturnPercent"] / fall["maxDrawdownPercent"]
        flat[name] = shared | part
    cut = cuts(t, times, values, daily, times[-1])
    cut["day"] = cut["day"][:40]
    return {"run": run, **flat, "drawdowns": top, "cuts": cut}


def plain(value):
    if isinstance(value, np.integer):
        return int(value)
    return float(value)


def lines(value, depth=0):
    """JSON with one line for each row of a table."""
    pad = " " * (depth + 1)
    if isinstance(value, dict) and depth < 2:
        inner = [f"{pad}{json.dumps(key)}: {lines(each, depth + 1)}" for key, each in value.items()]
        return "{\n" + ",\n".join(inner) + "\n" + pad[:-1] + "}"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(pad + json.dumps(each, default=plain) for each in value) + "\n" + pad[:-1] + "]"
    return json.dumps(value, default=plain)


if __name__ == "__main__":
    if "--generate" in sys.argv:
        generate()
    with open(FOLDER / "statistics.json", "w") as file:
        file.write(lines(expected()) + "\n")
