// The year slider below the map, and what the projects shown come to, by how they are placed.

function makeYears(app) {
  const { capital, block } = app.estate;
  const box = document.getElementById("years");
  box.hidden = !block.projects.count;
  if (box.hidden) return;
  const said = element("p", { class: "totals", id: "totals" });
  app.totalsSaid = said;
  if (!capital.years.length) {
    box.replaceChildren(said);
    return;
  }
  const slider = element("input", { type: "range", id: "year", min: 0, max: capital.years.length, step: 1, "aria-describedby": "totals",
    oninput: () => app.slideTo(Number(slider.value) - 1), onchange: () => app.change({ year: yearLabel(capital, Number(slider.value) - 1), page: 1 }) });
  app.yearSlider = slider;
  app.yearSaid = element("output", { id: "year-said", for: "year" });
  box.replaceChildren(element("div", { class: "year-line" }, element("label", { for: "year" }, say("year")), slider, app.yearSaid), said);
}

const yearLabel = (capital, year) => (year < 0 ? "" : capital.years[year].label);
const yearWords = (capital, year) => (year < 0 ? say("all_years") : capital.years[year].label);

function syncYears(app) {
  const { estate, found } = app;
  if (!estate.block.projects.count) return;
  const year = chosenYear(app);
  app.totalsSaid.textContent = totalsWords(estate, found.projects, year);
  if (!app.yearSlider) return;
  if (Number(app.yearSlider.value) !== year + 1) app.yearSlider.value = String(year + 1);
  app.yearSaid.textContent = yearWords(estate.capital, year);
  app.yearSlider.setAttribute("aria-valuetext", yearWords(estate.capital, year));
}

// While the slider moves only the map and the sum follow, once a frame; lists and tables when it rests.
function slideTo(app, year) {
  app.state.year = yearLabel(app.estate.capital, year);
  if (app.sliding) return;
  app.sliding = requestAnimationFrame(() => {
    app.sliding = 0;
    app.found.projects = passingProjects(app.estate, app.state);
    app.layer.draw();
    syncYears(app);
  });
}
