// `npm start` alone shows the demo; `npm start -- <words>` is `siis <words>`.
if (process.argv.length === 2) process.argv.push('demo');
await import('../bin/siis.js');
