// The list of options: the order as it is now, what each says in a sentence, what people decided.

const DECIDED = ["", "open", "accepted", "parked", "rejected"];
const LISTED = 30;

const endName = (estate, holding) =>
  `${estate.holdings.name(holding) ?? siteName(estate, estate.holdingSite[holding])} (${holderName(estate, holding)})`;

function optionTitle(app, option) {
  const { options } = app.estate;
  return say("moves_in", { guest: endName(app.estate, options.guest(option)), host: endName(app.estate, options.host(option)) });
}

// The whole sentence: as the stage wrote it, with what it saves and what is not known.
function optionSentence(estate, option) {
  const { options } = estate;
  const said = [options.reason(option) ?? say("composed", {
    guest: endName(estate, options.guest(option)), host: endName(estate, options.host(option)), d: whole.format(options.distance_m(option)),
  })];
  const saving = savingWords(estate, option);
  if (saving) said.push(saving);
  const missing = options.missing(option);
  if (missing) said.push(say("sentence_missing", { missing }));
  return said.join(" ");
}

function decisionMark(estate, option) {
  const decision = estate.options.decision(option);
  return decision ? element("span", { class: `decided decided-${decision}` }, coded("decision", decision)) : null;
}

function standing(estate, option) {
  const rank = estate.options.rank(option);
  if (estate.options.vetoes(option) !== null) return say("vetoed_mark");
  if (rank !== null) return say(estate.ranking.isPublished ? "rank" : "place_now", { n: whole.format(rank) });
  return estate.ranking.isWorse[option] ? say("worse_mark") : "";
}

// One line of a list: in short, or with the whole sentence.
function optionItem(app, option, { isWhole = false } = {}) {
  const { estate } = app;
  const score = estate.options.score(option);
  return element("li", {},
    element("button", { type: "button", class: "option-button", onclick: () => app.choose({ option }, { focus: true }) },
      element("span", { class: "score" }, score === null ? "–" : Math.round(score * 100)),
      element("span", { class: "option-words" }, isWhole ? optionSentence(estate, option) : optionTitle(app, option), decisionMark(estate, option),
        element("span", { class: "quiet" }, [standing(estate, option), ...(isWhole ? [] : [`${whole.format(estate.options.distance_m(option))} m`, savingShort(estate, option)])].filter(Boolean).join(" · ")))));
}

// Options in the list now: the ranked in their order, then what people put away, then what has a veto.
function listedOptions(estate) {
  const rest = [];
  const vetoed = [];
  for (let option = 0; option < estate.block.options.count; option += 1) {
    if (!isOut(estate, option)) continue;
    if (estate.options.vetoes(option) !== null) vetoed.push(option);
    else if (estate.options.decision(option)) rest.push(option);
  }
  return [...estate.ranking.order, ...rest, ...vetoed];
}

// The parts of the pane are made once, so that a control in use stays under the pointer and the focus.
function makeOptionsPane(app) {
  const decided = element("select", { id: "choose-decided", onchange: () => app.change({ decided: decided.value, page: 1 }) });
  app.selects.decided = decided;
  app.optionsList = element("ol", { class: "option-list" });
  app.optionsSaid = element("p", { role: "status" });
  document.getElementById("pane-options").replaceChildren(
    element("h2", {}, say("options_title")), element("p", { class: "quiet" }, optionsNote(app.estate.block.options)),
    element("div", { class: "field" }, element("label", { for: "choose-decided" }, say("decided_filter")), decided),
    makeWeights(app), app.optionsSaid, app.optionsList);
}

function optionsNote({ total, vetoed, ranked, words: carried }) {
  const note = say(vetoed ? "options_all" : "options_all_free", { total: whole.format(total - vetoed), vetoed: whole.format(vetoed) });
  return ranked > carried.row.length ? `${note} ${say("options_words", { n: whole.format(carried.row.length) })}` : note;
}

function syncOptionsPane(app) {
  const { found } = app;
  syncDecided(app);
  syncWeights(app);
  const first = found.options.slice(0, LISTED);
  const said = first.length
    ? say("options_list", { n: whole.format(first.length), of: whole.format(found.options.length) }) : say("options_none");
  const unscored = (app.estate.block.options.ranks || []).length - app.estate.ranking.order.length;
  app.optionsSaid.textContent = unscored > 0 ? `${said} ${say("options_unscored", { n: whole.format(unscored) })}` : said;
  app.optionsList.replaceChildren(...first.map((option) => optionItem(app, option, { isWhole: true })));
}

function syncDecided(app) {
  const counts = new Map(DECIDED.map((code) => [code, 0]));
  for (const option of app.found.undecided) {
    const code = app.estate.options.decision(option) ?? "open";
    counts.set(code, (counts.get(code) ?? 0) + 1);
    counts.set("", counts.get("") + 1);
  }
  app.selects.decided.replaceChildren(...DECIDED.map((code) => element("option", { value: code },
    `${code ? coded("decision", code) : say("decided_all")} (${whole.format(counts.get(code))})`)));
  app.selects.decided.value = app.state.decided;
}
