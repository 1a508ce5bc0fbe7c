// Hubs: three bodies or more that could share one building; as a list, and one of them taken apart.

function hubSites(estate, hub) {
  const { anchor, members } = estate.block.hubs;
  return [anchor[hub], ...members[hub]].filter((holding) => holding >= 0).map((holding) => estate.holdingSite[holding]);
}

function hubOf(estate, id) {
  for (let hub = 0; hub < estate.block.hubs.count; hub += 1) if (estate.hubs.hub_id(hub) === id) return hub;
  return -1;
}

function passingHubs(app) {
  const { estate, state, found } = app;
  const passing = [];
  for (let hub = 0; hub < estate.block.hubs.count; hub += 1) {
    const { anchor, members } = estate.block.hubs;
    const ends = [anchor[hub], ...members[hub]].filter((holding) => holding >= 0);
    const isMine = !state.agency || ends.some((holding) => isHeldBy(estate, holding, state.agency));
    if (isMine && ends.some((holding) => found.passes[estate.holdingSite[holding]])) passing.push(hub);
  }
  return passing;
}

function hubTitle(app, hub) {
  const anchor = app.estate.block.hubs.anchor[hub];
  return say("hub_title", { n: app.estate.hubs.agencies_count(hub), anchor: anchor < 0 ? say("elsewhere") : endName(app.estate, anchor) });
}

function hubItem(app, hub) {
  const { hubs } = app.estate;
  const room = hubs.is_room_enough(hub);
  return element("li", {}, element("button", { type: "button", class: "option-button", onclick: () => app.choose({ hub }, { focus: true }) },
    element("span", { class: "score hub-score" }, Math.round(hubs.score(hub) * 100)),
    element("span", { class: "option-words" }, hubTitle(app, hub),
      element("span", { class: "quiet" }, `${say("rank", { n: hubs.rank(hub) })} · ${room === null ? say("room_unknown") : say(room ? "room_enough" : "room_short")}`))));
}

function hubsPane(app) {
  const { count, total } = app.estate.block.hubs;
  if (!count) return [element("h2", {}, say("hubs_title")), element("p", {}, say("hubs_none"))];
  const passing = passingHubs(app);
  return [
    element("h2", {}, say("hubs_title")),
    element("p", { class: "quiet" }, total > count ? say("hubs_note_first", { n: whole.format(count), total: whole.format(total) }) : say("hubs_note", { total: whole.format(total) })),
    element("p", { role: "status" }, passing.length ? say("hubs_list", { n: whole.format(Math.min(LISTED, passing.length)), of: whole.format(passing.length) }) : say("hubs_none_match")),
    element("ol", { class: "option-list" }, ...passing.slice(0, LISTED).map((hub) => hubItem(app, hub))),
  ];
}

function hubPanel(app, hub) {
  const { estate } = app;
  const { hubs, block } = estate;
  const anchor = block.hubs.anchor[hub];
  const room = hubs.is_room_enough(hub);
  const members = block.hubs.members[hub].map((holding, at) => {
    const option = block.hubs.options[hub][at] ?? -1;
    const name = holding < 0 ? say("elsewhere") : endName(estate, holding);
    return element("li", {}, option < 0 ? name : element("button", { type: "button", class: "link", onclick: () => app.choose({ option }, { focus: true }) }, name),
      option < 0 ? null : element("span", { class: "quiet" }, ` ${whole.format(estate.options.distance_m(option))} m`));
  });
  return [
    element("h2", { tabindex: "-1", id: "detail-head" }, hubTitle(app, hub)),
    element("p", { class: "score-line" }, element("strong", {}, say("score_of", { n: Math.round(hubs.score(hub) * 100) })), ` · ${say("rank", { n: hubs.rank(hub) })}`),
    element("p", {}, sentence(hubs.reason(hub))),
    element("p", { class: "actions" },
      element("button", { type: "button", class: "plain", onclick: () => app.goToHub(hub) }, say("show_on_map")),
      element("button", { type: "button", class: "plain", onclick: () => app.choose({}) }, say("close"))),
    anchor < 0 ? null : element("dl", { class: "facts" }, endLine(app, "hub_anchor", anchor)),
    part("hub_members", element("ul", {}, ...members)),
    part("room", `${say("hub_spare")}: ${areaRange(null, hubs.spare_m2(hub), null)}.`, `${say("hub_need")}: ${areaRange(null, hubs.need_m2(hub), null)}.`,
      room === null ? sentence(say("room_unknown")) : sentence(say(room ? "room_enough" : "room_short"))),
    listPart("missing", hubs.missing(hub), ""),
  ];
}

function hubsPart(app, site) {
  const here = [];
  for (let hub = 0; hub < app.estate.block.hubs.count; hub += 1) if (hubSites(app.estate, hub).includes(site)) here.push(hub);
  return here.length ? element("section", {}, element("h3", {}, say("hubs_here")),
    element("ol", { class: "option-list" }, ...here.slice(0, 4).map((hub) => hubItem(app, hub)))) : null;
}
