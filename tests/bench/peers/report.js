// SPDX-License-Identifier: GPL-3.0-or-later
// One JSON object a figure, as ./dev bench prints them.
let usedBefore = process.cpuUsage();

exports.seconds = () => Number(process.hrtime.bigint()) / 1e9;

exports.median = times => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];

exports.print = (figure, unit, n, time) => {
  const used = process.cpuUsage(usedBefore);
  console.log(JSON.stringify({ figure, unit: 'us/' + unit, value: +(time / n * 1e6).toFixed(2), n,
                               client_cpu: +((used.user + used.system) / n).toFixed(2),
                               memory: Math.round(process.resourceUsage().maxRSS / 1024) }));
  usedBefore = process.cpuUsage();
};
