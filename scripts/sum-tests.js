// Adds up vitest's JSON reports and ends with one plain line: `N passed, N failed` (and `, N skipped`).
// Usage: node scripts/sum-tests.js <report> …   A report that is missing or broken counts as one failure.
import { readFileSync } from 'node:fs';

const sum = { passed: 0, failed: 0, skipped: 0 };

for (const path of process.argv.slice(2)) {
  try {
    const report = JSON.parse(readFileSync(path, 'utf8'));
    sum.passed += report.numPassedTests;
    sum.skipped += report.numPendingTests + report.numTodoTests;
    // A file that does not load has no tests to fail; it must not pass for nothing.
    sum.failed += report.success ? report.numFailedTests : Math.max(1, report.numFailedTests);
  } catch (error) {
    console.error(`no test report ${path}: ${error.message}`);
    sum.failed += 1;
  }
}

const skipped = sum.skipped === 0 ? '' : `, ${sum.skipped} skipped`;
console.log(`${sum.passed} passed, ${sum.failed} failed${skipped}`);
process.exitCode = sum.failed === 0 ? 0 : 1;
