// The sliders: one for each part of the score. Moving one ranks every option of the page anew.

const WEIGHT_STEP = 100;

const currentWeights = ({ estate, state }) => (state.weights.length ? state.weights : publishedWeights(estate.block));

function setWeight(app, part, value) {
  const weights = [...currentWeights(app)];
  weights[part] = value;
  const isPublished = String(weights) === String(publishedWeights(app.estate.block));
  app.change({ weights: isPublished ? [] : weights, page: 1 });
}

function makeWeights(app) {
  const { estate } = app;
  app.sliders = [];
  if (!estate.block.options.ranked) return "";
  const top = Math.max(UNITS, ...publishedWeights(estate.block));
  const rows = PARTS.map((part, at) => {
    const id = `weight-${part.replace("score_", "")}`;
    const slider = element("input", { type: "range", id, min: 0, max: top, step: WEIGHT_STEP, oninput: () => setWeight(app, at, Number(slider.value)) });
    const said = element("output", { for: id });
    app.sliders.push({ slider, said });
    return element("div", { class: "weight" }, element("label", { for: id }, words.components[part]), slider, said);
  });
  app.weightsHead = element("summary", {});
  app.weightsReset = element("button", { type: "button", class: "plain", id: "weights-reset", onclick: () => {
    app.change({ weights: [], page: 1 });
    app.weightsHead.focus();
  } }, say("weights_reset"));
  app.weightsBox = element("details", { class: "weights" }, app.weightsHead, element("p", { class: "quiet" }, say("weights_note")),
    ...rows, element("p", { class: "actions" }, app.weightsReset));
  return app.weightsBox;
}

function syncWeights(app) {
  const own = app.state.weights.length > 0;
  currentWeights(app).forEach((weight, at) => {
    if (!app.sliders[at]) return;
    const { slider, said } = app.sliders[at];
    if (Number(slider.value) !== weight) slider.value = String(weight);
    slider.setAttribute("aria-valuetext", weightWords(weight));
    said.textContent = weightWords(weight);
  });
  if (!app.weightsBox) return;
  app.weightsHead.textContent = say(own ? "weights_own" : "weights_title");
  app.weightsReset.disabled = !own;
  if (own) app.weightsBox.open = true;
}

const weightWords = (weight) => fine.format(weight / UNITS);
