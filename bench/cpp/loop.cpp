// The reference of every ratio in the benchmark: what a careful person would write in plain C++ without an engine.
//
// One pass over a tape of trades, tick by tick. Bars of 1 minute, 5 minutes and 1 hour; at each closed minute EMA 12,
// EMA 26 and RSI 14 are updated; from the 61st on, while flat, an entry waits 0.5 above (trend up, RSI < 70) or below
// (trend down, RSI > 30) the close until the next minute closes; a filled entry gets a bracket of 0.2 % on both sides,
// at the nearest price step. Orders fill at the price of the very tick that reaches them. A minute closes at its end,
// before the first tick of the next one is looked at, so that tick may fill what the close decided.
//
// usage: loop <tape> [runs]     prints JSON; times are those of the median run, and of the best; `processor` is the
//        processor time of the median run, which other programs on the machine disturb less
// tape:  chunks of 65 536 ticks, the last one shorter: n × f64 time (ms), n × f64 price, n × f32 quantity

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace {

constexpr size_t chunkTicks = 65536;
constexpr size_t tickBytes = 20;
constexpr double minute = 60000;

struct Bar {
  double length = 0, open = 0, high = 0, low = 0, close = 0, volume = 0;
  bool isOpen = false;

  void take(const Bar &part) {
    if (!isOpen) {
      open = part.open;
      high = part.high;
      low = part.low;
      volume = 0;
      isOpen = true;
    }
    high = std::max(high, part.high);
    low = std::min(low, part.low);
    close = part.close;
    volume += part.volume;
  }
};

// Behind a virtual call, as code that somebody else wrote would be.
struct Strategy {
  double upper = INFINITY, lower = -INFINITY;
  virtual void onBar(const Bar &bar) = 0;
  virtual void onTouch(double price) = 0;
  virtual ~Strategy() = default;
};

struct Bracket final : Strategy {
  double fast = 0, slow = 0, gain = 0, loss = 0, last = 0, rsi = 50;
  double entry = 0, profit = 0, coarse = 0;
  long bars = 0, trades = 0;
  int position = 0;

  void onBar(const Bar &bar) override {
    if (bar.length != minute) {
      coarse += bar.high - bar.low + bar.volume;
      return;
    }
    const double close = bar.close;
    if (bars++ == 0) fast = slow = last = close;
    fast += (close - fast) * (2.0 / 13);
    slow += (close - slow) * (2.0 / 27);
    const double step = close - last;
    last = close;
    gain += (std::max(step, 0.0) - gain) / 14;
    loss += (std::max(-step, 0.0) - loss) / 14;
    rsi = loss == 0 ? 100 : 100 - 100 / (1 + gain / loss);
    if (position != 0) return;
    upper = INFINITY;
    lower = -INFINITY;
    if (bars <= 60) return;
    if (fast > slow && rsi < 70) upper = close + 0.5;
    else if (fast < slow && rsi > 30) lower = close - 0.5;
  }

  // A venue takes prices in steps only, here of 0.1.
  static double nearest(double price, double factor) { return std::round(std::round(price * 10) * factor) / 10; }

  void onTouch(double price) override {
    if (position == 0) {
      position = price >= upper ? 1 : -1;
      entry = price;
      upper = nearest(price, 1.002);
      lower = nearest(price, 0.998);
      return;
    }
    profit += (price - entry) * position;
    trades++;
    position = 0;
    upper = INFINITY;
    lower = -INFINITY;
  }
};

struct Loop {
  Strategy &strategy;
  Bar one{minute}, five{5 * minute}, hour{60 * minute};
  double oneEnd = 0, fiveEnd = 0, hourEnd = 0;

  static double endOf(double time, double length) { return (std::floor(time / length) + 1) * length; }

  __attribute__((noinline)) void closeBars(double next) {
    five.take(one);
    hour.take(one);
    strategy.onBar(one);
    if (next >= fiveEnd) closeCoarse(five, fiveEnd, next);
    if (next >= hourEnd) closeCoarse(hour, hourEnd, next);
    one.isOpen = false;
    oneEnd = endOf(next, minute);
  }

  void closeCoarse(Bar &bar, double &end, double next) {
    strategy.onBar(bar);
    bar.isOpen = false;
    end = endOf(next, bar.length);
  }

  void run(const double *time, const double *price, const float *quantity, size_t count) {
    if (oneEnd == 0) {
      oneEnd = endOf(time[0], minute);
      fiveEnd = endOf(time[0], 5 * minute);
      hourEnd = endOf(time[0], 60 * minute);
    }
    // What changes with every tick lives in registers and goes back to the bar when the bar closes.
    double high = one.high, low = one.low, close = one.close, volume = one.volume;
    double end = oneEnd, upper = strategy.upper, lower = strategy.lower;
    for (size_t k = 0; k < count; k++) {
      const double p = price[k];
      if (time[k] >= end) {
        one.high = high;
        one.low = low;
        one.close = close;
        one.volume = volume;
        closeBars(time[k]);
        end = oneEnd;
        upper = strategy.upper;
        lower = strategy.lower;
      }
      if (!one.isOpen) {
        one.isOpen = true;
        one.open = high = low = p;
        volume = 0;
      }
      if (p >= upper || p <= lower) {
        strategy.onTouch(p);
        upper = strategy.upper;
        lower = strategy.lower;
      }
      high = p > high ? p : high;
      low = p < low ? p : low;
      close = p;
      volume += quantity[k];
    }
    one.high = high;
    one.low = low;
    one.close = close;
    one.volume = volume;
  }
};

[[noreturn]] void fail(const char *what, const char *path) {
  std::fprintf(stderr, "%s: %s\n", what, path);
  std::exit(1);
}

double now(clockid_t clock) {
  timespec t;
  clock_gettime(clock, &t);
  return double(t.tv_sec) + 1e-9 * double(t.tv_nsec);
}

size_t readTape(const char *path, Loop &loop, char *buffer) {
  const int file = open(path, O_RDONLY);
  struct stat state;
  if (file < 0 || fstat(file, &state) != 0) fail("cannot read the tape", path);
  const size_t ticks = size_t(state.st_size) / tickBytes;
  for (size_t from = 0; from < ticks; from += chunkTicks) {
    const size_t count = std::min(chunkTicks, ticks - from);
    const ssize_t wanted = ssize_t(count * tickBytes);
    if (pread(file, buffer, size_t(wanted), off_t(from * tickBytes)) != wanted) fail("the tape ends early", path);
    const auto *time = reinterpret_cast<const double *>(buffer);
    const auto *price = time + count;
    loop.run(time, price, reinterpret_cast<const float *>(price + count), count);
  }
  close(file);
  return ticks;
}

}  // namespace

int main(int argc, char **argv) {
  if (argc < 2) fail("usage: loop <tape> [runs]", "no tape");
  const int runs = argc > 2 ? std::max(1, std::atoi(argv[2])) : 3;
  auto *buffer = static_cast<char *>(std::aligned_alloc(64, chunkTicks * tickBytes));
  std::vector<double> seconds, processor;
  size_t ticks = 0;
  Bracket result;
  for (int k = 0; k < runs; k++) {
    Bracket strategy;
    Loop loop{strategy};
    const double start = now(CLOCK_MONOTONIC), used = now(CLOCK_PROCESS_CPUTIME_ID);
    ticks = readTape(argv[1], loop, buffer);
    seconds.push_back(now(CLOCK_MONOTONIC) - start);
    processor.push_back(now(CLOCK_PROCESS_CPUTIME_ID) - used);
    result = strategy;
  }
  std::sort(seconds.begin(), seconds.end());
  std::sort(processor.begin(), processor.end());
  const double median = seconds[seconds.size() / 2];
  std::printf("{\"seconds\":%.6f,\"processor\":%.6f,\"ticks\":%zu,\"nsPerTick\":%.4f,\"bestNsPerTick\":%.4f,\"trades\":%ld,\"profit\":%.6f}\n", median,
              processor[processor.size() / 2], ticks, 1e9 * median / double(ticks), 1e9 * seconds[0] / double(ticks), result.trades, result.profit);
  std::free(buffer);
  return 0;
}
