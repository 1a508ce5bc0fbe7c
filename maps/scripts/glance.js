// What a board decides on, in one screen: worth, room, leases, access, condition. The rest is folded below it.

function glance(app, option) {
  const { estate } = app;
  const { options } = estate;
  return element("dl", { class: "facts glance" },
    ...glanceLines(estate, option).map(([head, text]) => element("div", {}, element("dt", {}, head), element("dd", {}, text))),
    endLine(app, "guest", options.guest(option)), endLine(app, "host", options.host(option)));
}

function glanceLines(estate, option) {
  const { options } = estate;
  const lines = [];
  if (estate.shows.has("worth")) {
    const sums = [["saving", say("saving_year")], ["once", coded("measure", "once")], ["npv", coded("measure", "npv")]]
      .map(([measure, head]) => [head, sumWords(estate, option, measure)]);
    const isKnown = sums.some(([, text]) => text !== null);
    lines.push(...(isKnown ? sums.map(([head, text]) => [head, text ?? say("not_known")]) : [[say("worth"), say("not_known")]]));
  }
  if (estate.shows.has("bands")) lines.push([say("room"), roomWords(estate, option)], [say("lease_window"), leaseWords(options, option).join(" ") || say("not_known")]);
  if (estate.shows.has("sources")) lines.push([say("access_head"), accessWords(options, option)], [say("condition_of_host"), conditionWords(estate, options.host(option))]);
  return lines;
}

function sumWords(estate, option, measure) {
  const { worth } = estate;
  const row = worthRow(estate, option, measure);
  if (row < 0 || worth.central_gbp(row) === null) return null;
  const [low, central, high] = ["low_gbp", "central_gbp", "high_gbp"].map((name) => worth[name](row));
  const said = money(roundMoney(central, 100));
  if (low === null || high === null || low === high) return said;
  const rounded = [low, high].map((value) => money(roundMoney(value, 100)));
  return `${said} (${say("money_range", { low: rounded[0], high: rounded[1] })})`;
}

function roomWords({ holdings, options }, option) {
  const [host, guest] = [options.host(option), options.guest(option)];
  if (holdings.need_m2(guest) === null && holdings.spare_m2(host) === null) return say("not_known");
  return say("room_line", {
    need: areaRange(holdings.need_low_m2(guest), holdings.need_m2(guest), holdings.need_high_m2(guest)).toLowerCase(),
    spare: areaRange(holdings.spare_low_m2(host), holdings.spare_m2(host), holdings.spare_high_m2(host)).toLowerCase(),
  });
}

function leaseWords(options, option) {
  const [start, end, notice] = [options.window_start_date(option), options.window_end_date(option), options.notice_by_date(option)];
  return [
    start && end ? `${say("window", { start: day(start), end: day(end) })}.` : start ? `${say("window_from", { start: day(start) })}.` : end ? `${say("window_until", { end: day(end) })}.` : null,
    notice ? `${say("notice_by", { day: day(notice) })}.` : null,
  ].filter(Boolean);
}

function accessWords(options, option) {
  const [before, after] = [options.access_before_count(option), options.access_after_count(option)];
  if (before === null || after === null) return say("not_known");
  const [poor, poorAfter] = [options.access_deprived_before_count(option), options.access_deprived_after_count(option)];
  const said = say("access_line", { before: whole.format(before), after: whole.format(after) });
  return poor === null || poorAfter === null ? said : `${said}; ${say("access_deprived_line", { before: whole.format(poor), after: whole.format(poorAfter) })}`;
}

function conditionWords({ holdings }, holding) {
  const [grade, backlog] = [holdings.condition_grade(holding), holdings.backlog_gbp(holding)];
  if (grade === null && backlog === null) return say("not_known");
  return say("condition_line", { grade: grade ?? say("not_known").toLowerCase(), backlog: backlog === null ? say("not_known").toLowerCase() : money(backlog) });
}

// Parts below the first screen are folded; what somebody has opened stays open from one option to the next.
function fold(app, name, head, content) {
  const lines = content.filter(Boolean);
  if (!lines.length) return null;
  app.unfolded ??= new Set();
  return element("details", { class: "fold", open: app.unfolded.has(name), ontoggle: (event) => app.unfolded[event.target.open ? "add" : "delete"](name) },
    element("summary", {}, head), ...lines.map((line) => (line.nodeType ? line : element("p", {}, line))));
}

// On paper everything is unfolded.
function watchPaper() {
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll(".side details:not([open], .weights)")];
    for (const box of opened) box.open = true;
  });
  window.addEventListener("afterprint", () => { for (const box of opened) box.open = false; });
}
