// The agent guides: finds a procedure, and leads through it one step at a time.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const guides = data.guides;
  const byId = new Map(guides.map((guide) => [guide.id, guide]));
  const sideName = { left: data.labels[0], right: data.labels[1], both: "Both lines" };
  const MOST_SHOWN = 100;
  const TRAIL_SHOWN = 4;
  const START = "start";
  const END = 0;

  // ── Elements ──────────────────────────────────────────────────────────────────────────────────

  /** An element. Texts become text nodes, so nothing from data is ever read as markup. */
  const el = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (value === undefined || value === null || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false && child !== ""));
    return node;
  };
  /** A text from data, whose direction stays its own. */
  const say = (text) => el("bdi", {}, text);
  const chip = (side) => el("span", { class: `chip ${side}` }, say(side === "both" ? "Both lines" : sideName[side]));
  const byKey = (key) => el("kbd", { "aria-hidden": "true" }, key);
  /** Whether what is of one side, or of no side in particular, is part of a line's way. */
  const isOf = (side, line) => !side || side === "both" || line === "both" || side === line;
  const clip = (text, most) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);
  const number = (count) => count.toLocaleString("en");
  const many = (count, one) => `${number(count)} ${one}${count === 1 ? "" : "s"}`;

  // ── Both lines' words ─────────────────────────────────────────────────────────────────────────
  //
  // Who has chosen a line is told what to do in that line's own words: they are what the agent knows,
  // in the agent's language, and there is no time to translate on the phone. The words of the proposal
  // stand small beside them, to be learnt. Where people chose the other line's limit, channel or
  // system for both, the own words are what used to be done, so the proposal's come first.

  const SIDES = ["left", "right"];
  const sideAt = (line) => SIDES.indexOf(line);
  const hasLine = () => state.line !== "both";
  const holdsBoth = (step) => step.action === step.own.join(" / ");
  const action = (step) => (hasLine() && step.own && !step.settled ? step.own[sideAt(state.line)] : step.action) || "No action written";
  /** What the lines call a step besides what is shown, each with whose words it is. */
  const otherWords = (step) => {
    if (!step.own) return [];
    const mine = step.own[sideAt(state.line)];
    if (!hasLine()) {
      return holdsBoth(step) ? [] : SIDES.map((side) => [side, step.own[sideAt(side)]]).filter(([, text]) => text !== step.action);
    }
    if (step.settled) return mine === step.action ? [] : [["before", mine]];
    const other = SIDES[1 - sideAt(state.line)];
    if (holdsBoth(step)) return [[other, step.own[sideAt(other)]]];
    return mine === step.action ? [] : [["both", step.action]];
  };
  const whose = (side) => (side === "before" ? "Until now: " : chip(side));
  const beside = (step) => otherWords(step).map(([side, text]) => el("p", { class: "beside" }, whose(side), " ", say(text)));
  /** What agents should know beside a procedure or a step, each with the line that alone notes it. */
  const noted = (of) => (of.notes ? SIDES.map((side, at) => [side, of.notes[at]]) : of.note ? [["", of.note]] : []);
  const remarks = (of) => noted(of).map(([side, text]) => el("p", { class: "remark" }, el("strong", {}, "Note:"), " ", side && [chip(side), " "], say(text)));
  const noteTexts = (of) => noted(of).map(([, text]) => text);
  const title = (guide) => (state.line === "right" && guide.also) || guide.title || "No title";
  const otherTitle = (guide) => (title(guide) === guide.also ? guide.title : guide.also);
  const trigger = (guide) => guide.triggers?.[sideAt(state.line)] ?? guide.trigger;
  const outcome = (guide) => guide.outcomes?.[sideAt(state.line)] ?? guide.outcome;

  // ── What is chosen ────────────────────────────────────────────────────────────────────────────

  const remembered = () => {
    try { return localStorage.getItem("sameboat-line"); } catch { return null; }
  };
  const remember = (line) => {
    try { localStorage.setItem("sameboat-line", line); } catch { /* A page may be denied storage. */ }
  };
  const state = {
    line: ["left", "right", "both"].includes(remembered()) ? remembered() : "both",
    query: "", channel: "", topic: "", all: false,
    guide: null, path: [], view: "guide",
  };

  // ── The ways through a procedure ──────────────────────────────────────────────────────────────

  const stepOf = (guide, place) => {
    if (place === START) {
      const byLine = guide.start.every((way) => way.line);
      const action = byLine ? "Which line is this contact about?" : "How does it begin?";
      return { n: START, action, next: guide.start, from: "both" };
    }
    guide.at ??= new Map(guide.steps.map((step) => [step.n, step]));
    return guide.at.get(place);
  };
  const exists = (guide, place) => place === END || place === START || Boolean(stepOf(guide, place));

  /** The line that the agent follows: the one chosen, or the last one that an answer named. */
  const followed = (path) => {
    if (state.line !== "both") return state.line;
    for (const { by } of [...path].reverse()) if (by?.line) return by.line;
    return "both";
  };
  const waysOf = (step, line) => {
    const ways = step.next.filter((way) => isOf(way.line, line));
    return ways.length > 0 ? ways : step.next;
  };
  const sameWords = (a, b) => strip(a).trim() === strip(b).trim();
  /** What both lines say may stand in the words of each, with a stroke between them. */
  const sameAnswer = (a, b) => sameWords(a, b) || a.split(" / ").some((one) => b.split(" / ").some((other) => sameWords(one, other)));
  /** Whether an answer on the path has said already that a step's condition holds. */
  const isSaid = (path, condition) =>
    path.some(({ by }) => by && !by.skipped && by.said && sameAnswer(by.said, condition));

  /** The answers to choose from at the end of a path. */
  const answersAt = (guide, path) => {
    const step = stepOf(guide, path.at(-1).n);
    if (!step) return [];
    const line = followed(path);
    const ways = waysOf(step, line);
    const split = ways.length > 1;
    const answers = ways.map((way) => {
      const named = way.line && line === "both" ? way.line : undefined;
      const otherwise = ways.some((other) => other !== way && other.if) ? "Otherwise" : "";
      const on = way.to === END ? "Finish" : "Done, next step";
      return { to: way.to, line: named, said: way.if, text: way.if || (named ? "" : otherwise || (split ? "Go on" : on)) };
    });
    if (step.if && !isSaid(path, step.if)) {
      for (const answer of answers) answer.said ||= step.if;
      const open = guide.steps.find((other) => other.n > step.n && isOf(other.from, line));
      const to = split ? open?.n ?? END : ways[0].to;
      answers.push({ to, skipped: true, said: step.if, text: "Does not apply: skip this step" });
    }
    return answers;
  };
  const beginning = (guide) => {
    const ways = waysOf({ next: guide.start }, state.line);
    return ways.length === 1 ? ways[0].to : START;
  };
  /** Whether a path can be gone by the line now chosen. */
  const isOpen = (guide, path) => path.every(({ n, by }) =>
    (n !== START || state.line === "both") && isOf(stepOf(guide, n)?.from, state.line) && isOf(by?.line, state.line));

  // ── Addresses: #procedure, #procedure/step, #procedure/end, #procedure/all ────────────────────

  const address = (guide, place) => {
    const id = encodeURIComponent(guide.id).replace(/%3A/g, ":").replace(/%2B/g, "+");
    if (place === undefined || place === START) return `#${id}`;
    return `#${id}/${place === END ? "end" : place}`;
  };
  const opened = () => {
    const [id, place = ""] = location.hash.slice(1).split("/").map((part) => {
      try { return decodeURIComponent(part); } catch { return part; }
    });
    const guide = byId.get(id);
    if (!guide) return { guide: null, path: [], view: "guide" };
    const kept = history.state?.path;
    const view = place === "all" ? "all" : "guide";
    if (Array.isArray(kept) && kept.length > 0 && kept.every(({ n }) => exists(guide, n))) return { guide, path: kept, view };
    const at = place === "end" ? END : Number.parseInt(place, 10);
    return { guide, path: [{ n: stepOf(guide, at) || at === END ? at : beginning(guide) }], view };
  };

  const follow = () => {
    const before = state.guide;
    Object.assign(state, opened());
    showGuide();
    if (state.guide) arrive();
    else if (before) focusList(before);
  };
  const arrive = () => {
    const step = stepOf(state.guide, state.path.at(-1).n);
    main.querySelector(state.view === "all" ? "#all-steps" : "#card")?.focus({ preventScroll: true });
    main.querySelector(".sheet-head")?.scrollIntoView({ block: state.path.length > 1 ? "nearest" : "start" });
    main.querySelector("#card")?.scrollIntoView({ block: "nearest" });
    const answers = answersAt(state.guide, state.path);
    announce(step ? `${step.n === START ? "Question" : `Step ${step.n} of ${state.guide.steps.length}`}. ${many(answers.length, "answer")}.` : "End of the procedure.");
  };
  const go = (place, path) => {
    history.pushState({ path }, "", place);
    follow();
  };
  const answer = (chosen) => {
    const { to, ...by } = chosen;
    go(address(state.guide, to), [...state.path, { n: to, by }]);
  };
  const back = () => {
    if (state.path.length > 1) history.back();
    else announce("This is the first step.");
  };
  const restart = () => {
    const n = beginning(state.guide);
    go(address(state.guide), [{ n }]);
  };
  const leave = () => {
    history.pushState(null, "", location.pathname + location.search);
    follow();
  };
  const look = (view) => {
    state.view = view;
    const place = view === "all" ? `${address(state.guide)}/all` : address(state.guide, state.path.at(-1).n);
    history.replaceState({ path: state.path }, "", place);
    showGuide();
    arrive();
  };

  // ── The page's parts ──────────────────────────────────────────────────────────────────────────

  const live = el("p", { class: "unseen", role: "status", "aria-live": "polite" });
  const announce = (text) => { live.textContent = text; };

  const search = el("input", {
    type: "search", id: "search", placeholder: "Title, topic, what the customer says …", autocomplete: "off", spellcheck: "false",
    "aria-describedby": "found", "aria-keyshortcuts": "/",
    oninput: () => { state.query = search.value; state.all = false; showList(); },
  });
  const found = el("p", { id: "found", class: "found", role: "status" });
  const list = el("ul", { class: "results", "aria-label": "Procedures" });
  const main = el("main", { id: "guide", tabindex: "-1" });

  /** Choices of a filter, each meaning once in its first spelling. */
  const choices = (values) => {
    const spelled = new Map();
    for (const value of values) if (!spelled.has(strip(value))) spelled.set(strip(value), value);
    return [...spelled.entries()].sort((a, b) => (a[0] < b[0] ? -1 : 1));
  };
  const filter = (name, key, values) => {
    const select = el("select", {
      id: key, onchange: () => { state[key] = select.value; state.all = false; showList(); },
    }, el("option", { value: "" }, `All ${name.toLowerCase()}s`),
    choices(values).map(([value, text]) => el("option", { value }, text)));
    return el("div", {}, el("label", { for: key }, name), select);
  };

  const lineChoice = el("fieldset", { class: "lines" }, el("legend", {}, "Line"),
    ["left", "right", "both"].map((line) => el("label", { class: line },
      el("input", {
        type: "radio", name: "line", value: line, checked: state.line === line,
        onchange: () => chooseLine(line),
      }), say(line === "both" ? "Both" : sideName[line]))));
  const chooseLine = (line) => {
    state.line = line;
    remember(line);
    showList();
    announce(line === "both" ? "Both lines' ways are shown." : `Only the way of ${sideName[line]} is shown.`);
    if (!state.guide) return;
    if (!isOpen(state.guide, state.path)) {
      const path = [{ n: beginning(state.guide) }];
      history.replaceState({ path }, "", address(state.guide));
      state.path = path;
    }
    showGuide();
  };

  // ── The list ──────────────────────────────────────────────────────────────────────────────────

  const WEIGHTS = [8, 4, 3, 2, 1];
  const topics = (guide) => [...(guide.topics ?? []), ...(guide.spelled ?? [])];
  const triggers = (guide) => guide.triggers ?? [guide.trigger ?? ""];
  const ruleTexts = (rule) => [...(rule.sides ?? [rule.value]), rule.if ?? ""];
  const stated = (guide) => (guide.stated ?? []).flatMap((texts, which) => texts.map((text) => [SIDES[which], text]));
  const index = (guide) => (guide.index ??= [
    [guide.title, guide.also ?? ""],
    [...topics(guide), guide.purpose ?? ""],
    triggers(guide),
    [...noteTexts(guide), ...guide.steps.flatMap((step) => [step.action, ...(step.own ?? []), ...noteTexts(step)])],
    [...guide.rules.flatMap(ruleTexts), ...stated(guide).map(([, text]) => text)],
  ].map((texts) => indexed(texts.join("\n"))));
  const score = (guide, words) => {
    let sum = 0;
    for (const word of words) {
      const weight = (test) => WEIGHTS[index(guide).findIndex((text) => test(text, word))] ?? 0;
      // A stem alone says less than the word, wherever it stands.
      const found = weight(holdsWord) || weight(holdsStem) / 16;
      if (found === 0) return 0;
      sum += found;
    }
    return sum;
  };
  const has = (values, wanted) => !wanted || (values ?? []).some((value) => strip(value) === wanted);
  const results = () => {
    const words = queryWords(state.query);
    const fits = (guide) => isOf(guide.from, state.line)
      && has(guide.channels, state.channel) && has(guide.topics, state.topic);
    const scored = guides.filter(fits).map((guide) => ({ guide, weight: words.length ? score(guide, words) : 1 }));
    const kept = scored.filter(({ weight }) => weight > 0);
    // The page's data is in the order of the first titles.
    const named = new Map(state.line === "right" ? kept.map(({ guide }) => [guide, strip(title(guide))]) : []);
    const byTitle = (a, b) => (named.get(a) < named.get(b) ? -1 : named.get(a) > named.get(b) ? 1 : 0);
    kept.sort((a, b) => b.weight - a.weight || byTitle(a.guide, b.guide));
    return kept.map(({ guide }) => guide);
  };
  const marked = (text, words) => el("bdi", {},
    foundIn(text, words).map((piece, at) => (at % 2 ? el("mark", {}, piece) : piece)));
  /** Where a word was found that the title does not hold. */
  const snippet = (guide, words) => {
    const elsewhere = words.filter((word) => !holds(index(guide)[0], word));
    if (elsewhere.length === 0) return null;
    const among = [
      ...topics(guide).map((text) => ["Topic", text]),
      ...triggers(guide).map((text) => ["Starts when", text]), ["Purpose", guide.purpose ?? ""],
      ...noteTexts(guide).map((text) => ["Note", text]),
      // What the open guide shows as the step comes before what stands small beside it.
      ...guide.steps.flatMap((step) => [action(step), step.action, ...(step.own ?? []), ...noteTexts(step)].map((text) => [`Step ${step.n}`, text])),
      ...guide.rules.flatMap((rule) => ruleTexts(rule).map((text) => [rule.name, text])),
      ...stated(guide).map(([side, text]) => [`Rule of ${sideName[side]}`, text]),
    ];
    const hitBy = (test) => among.find(([, text]) => elsewhere.some((word) => test(indexed(text), word)));
    const hit = hitBy(holdsWord) ?? hitBy(holdsStem);
    return hit && el("span", { class: "snippet" }, `${hit[0]}: `, marked(clip(hit[1], 160), words));
  };
  const showList = () => {
    const words = queryWords(state.query);
    const all = results();
    const shown = state.all ? all : all.slice(0, MOST_SHOWN);
    list.replaceChildren(...shown.map((guide) => el("li", {},
      el("a", { href: address(guide), "data-id": guide.id, onclick: () => { if (location.hash === address(guide)) arrive(); }, "aria-current": guide === state.guide ? "page" : undefined },
        el("span", { class: "title" }, marked(title(guide), words)),
        guide.also && el("span", { class: "also" }, "also: ", marked(otherTitle(guide), words)),
        snippet(guide, words),
        el("span", { class: "meta" }, chip(guide.from),
          guide.rules.some((rule) => rule.open) && el("span", { class: "chip open" }, "Rules open"),
          guide.waits && el("span", { class: "chip open" }, "Steps open"),
          say((guide.channels ?? []).join(", ")))))));
    if (shown.length < all.length) {
      list.append(el("li", {}, el("button", { class: "more", onclick: () => { state.all = true; showList(); } }, `Show all ${number(all.length)}`)));
    }
    found.textContent = all.length ? many(all.length, "procedure") : "Nothing found. Try fewer words, or another filter.";
  };
  const links = () => [...list.querySelectorAll("a, button")];
  const focusList = (guide) => {
    const link = links().find((node) => node.dataset.id === guide.id);
    (link ?? search).focus();
  };

  // ── A procedure ───────────────────────────────────────────────────────────────────────────────

  const facts = (pairs) => {
    const given = pairs.filter(([, text]) => text);
    return given.length > 0 && el("dl", { class: "facts" }, given.map(([name, text]) =>
      el("div", {}, el("dt", {}, name), el("dd", {}, say(text)))));
  };
  const kinds = new Map([["task", "Do"], ["decision", "Decide"], ["event", "Wait for"]]);

  const trail = () => {
    const passed = state.path.slice(0, -1);
    if (passed.length === 0) return null;
    const hidden = Math.max(0, passed.length - TRAIL_SHOWN);
    const item = ({ n }, at) => {
      const step = stepOf(state.guide, n);
      const by = state.path[at + 1].by;
      const said = by?.skipped ? "skipped" : [by?.line && sideName[by.line], by?.said && by.text !== "Done, next step" ? by.text || by.said : ""].filter(Boolean).join(": ");
      return el("li", { hidden: at < hidden, class: by?.skipped && "skipped" },
        el("button", { onclick: () => history.go(at + 1 - state.path.length), title: "Back to here" },
          el("span", { class: "dot", "aria-hidden": "true" }, n === START ? "?" : n),
          el("span", { class: "what" }, say(action(step))),
          said && el("span", { class: `said ${by.line ?? ""}` }, say(said))));
    };
    const items = passed.map(item);
    const more = hidden > 0 && el("button", {
      class: "more", onclick: () => { for (const node of items) node.hidden = false; more.remove(); },
    }, `${many(hidden, "earlier step")}`);
    return el("nav", { class: "trail", "aria-label": "Answers so far" }, more, el("ol", {}, items));
  };

  const answerButton = (chosen, at, all) => {
    const target = chosen.to === END ? null : stepOf(state.guide, chosen.to);
    const then = all.length > 1 && (target ? `then: ${clip(action(target), 90)}` : "then the procedure ends");
    return el("button", {
      class: `answer ${chosen.line ?? ""}${all.length === 1 ? " only" : ""}${chosen.skipped ? " skip" : ""}`,
      "aria-keyshortcuts": at < 9 ? String(at + 1) : undefined, onclick: () => answer(chosen),
    }, at < 9 && byKey(at + 1), el("span", { class: "words" },
      chosen.line && chip(chosen.line), chosen.text && el("strong", {}, say(chosen.text)),
      then && el("small", {}, say(then))));
  };
  const tools = () => el("div", { class: "tools" },
    el("button", { onclick: back, disabled: state.path.length < 2, "aria-keyshortcuts": "Backspace Alt+ArrowLeft" }, "← Back ", byKey("⌫")),
    el("button", { onclick: restart, "aria-keyshortcuts": "0" }, "Start again ", byKey("0")));

  const stepCard = () => {
    const { guide, path } = state;
    const step = stepOf(guide, path.at(-1).n);
    const line = followed(path);
    const answers = answersAt(guide, path);
    const times = path.filter(({ n }) => n === step.n).length;
    const isStart = step.n === START;
    return el("section", { class: `card ${step.from}`, id: "card", tabindex: "-1", "aria-labelledby": "card-title" },
      el("p", { class: "eyebrow" },
        isStart ? "Begin" : `${kinds.get(step.kind) ?? "Do"} · step ${number(step.n)} of ${number(guide.steps.length)}`,
        step.from !== "both" && guide.from === "both" && chip(step.from),
        times > 1 && el("span", { class: "chip" }, `round ${times}`)),
      el("h3", { id: "card-title" }, say(action(step))),
      beside(step),
      !isOf(step.from, line) && el("p", { class: "warning" }, "Only ", say(sideName[step.from]), " works this way."),
      step.if && el("p", { class: "when" }, el("strong", {}, "Only when: "), say(step.if)),
      facts([["Who", step.actor], ["System", step.system], ["Result", step.output]]),
      remarks(step),
      el("div", { class: "answers", role: "group", "aria-label": answers.length > 1 ? "Choose an answer" : "Go on" },
        answers.map((one, at) => answerButton(one, at, answers))),
      tools());
  };
  /** The steps done on a path: neither its ends nor what was skipped. */
  const done = (path) =>
    path.filter(({ n }, at) => n !== END && n !== START && !path[at + 1]?.by.skipped).length;
  const endCard = () => el("section", { class: "card end", id: "card", tabindex: "-1", "aria-labelledby": "card-title" },
    el("p", { class: "eyebrow" }, "End"),
    el("h3", { id: "card-title" }, outcome(state.guide) ? say(outcome(state.guide)) : "The procedure is done."),
    el("p", {}, `${many(done(state.path), "step")} on the way.`),
    el("div", { class: "answers" },
      el("button", { class: "answer only", onclick: leave, "aria-keyshortcuts": "Escape" }, el("span", { class: "words" }, el("strong", {}, "Next contact")), byKey("Esc"))),
    tools());

  // A rule taken from one line is proposed for both, so all of them are shown whatever the line.
  const ruleItem = (rule, line) => el("li", { class: rule.open && "open" },
    el("p", { class: "name" }, rule.name, rule.from !== "both" && state.guide.from === "both" && el("span", {}, "from ", chip(rule.from))),
    rule.open && el("p", { class: "undecided" }, "Not decided yet:"),
    rule.policy && el("p", { class: "note" }, "By policy, not yet decided by people"),
    rule.sides
      ? el("dl", { class: "sides" }, ["left", "right"].map((side, at) => el("div", { class: `${side}${line === side ? " mine" : ""}` },
        el("dt", {}, say(sideName[side])), el("dd", {}, say(rule.sides[at])))))
      : el("p", { class: "value" }, say(rule.value || "No value written")),
    rule.if && el("p", { class: "when" }, "When: ", say(rule.if)),
    rule.reason && state.guide.from === "both" && el("details", {}, el("summary", {}, "Why"), el("p", {}, say(rule.reason))));
  /** The rules that the proposal has in other words, which are searched, too. */
  const asWritten = () => {
    const texts = stated(state.guide).filter(([side]) => isOf(side, state.line));
    return texts.length > 0 && el("details", {}, el("summary", {}, "As the lines wrote them"),
      texts.map(([side, text]) => el("p", { class: "beside" }, chip(side), " ", say(text))));
  };
  const rulePanel = () => {
    const line = followed(state.path);
    const { rules, waits = [] } = state.guide;
    return el("aside", { class: "rules", "aria-label": "Rules that apply, and background" },
      el("h3", {}, "Rules"),
      rules.length > 0
        ? el("ul", {}, rules.map((rule) => ruleItem(rule, line)))
        : el("p", { class: "note" }, "No rule is written for this."),
      asWritten(),
      waits.length > 0 && [el("h3", {}, "Steps not decided yet"), el("ul", {}, waits.map(({ name, case: told }) =>
        el("li", { class: "open" }, el("p", { class: "name" }, name), el("p", {}, say(told)))))],
      background());
  };

  const wayWords = (way) => {
    const to = way.to === END ? "end" : `step ${way.to}`;
    return [way.line && chip(way.line), way.if ? [say(way.if), ` → ${to}`] : `→ ${to}`];
  };
  /** The class of what the chosen line does not do: off the screen, but printed. */
  const apart = (side) => (isOf(side, state.line) ? "" : "apart");
  const isNext = (step, following) => step.next.length === 1 && !step.next[0].line && !step.next[0].if && step.next[0].to === (following?.n ?? END);
  const wayList = (ways) => el("ul", { class: "ways" }, ways.map((way) => el("li", { class: apart(way.line) }, wayWords(way))));
  const allSteps = () => {
    const { guide, path } = state;
    return [
      guide.start.length > 1 && el("div", { class: "begins" }, "Begins: ", wayList(guide.start)),
      el("ol", { class: "steps" }, guide.steps.map((step, at) => el("li", {
        class: `${step.from} ${apart(step.from)}`, "aria-current": step.n === path.at(-1).n ? "step" : undefined,
      },
      el("a", { class: "dot", href: address(guide, step.n), "aria-label": `Go to step ${step.n}` }, step.n),
      el("div", {},
        el("p", { class: "action" }, say(action(step)), step.from !== "both" && guide.from === "both" && chip(step.from)),
        beside(step),
        step.if && el("p", { class: "when" }, el("strong", {}, "Only when: "), say(step.if)),
        el("p", { class: "meta" }, say([step.actor, step.system, step.output].filter(Boolean).join(" · "))),
        remarks(step),
        !isNext(step, guide.steps[at + 1]) && wayList(step.next))))),
      outcome(guide) && el("p", { class: "outcome" }, el("strong", {}, "Outcome: "), say(outcome(guide))),
    ];
  };

  const heading = () => {
    const { guide, path } = state;
    return el("div", { class: `sheet-head${path.length > 1 ? " under-way" : ""}` },
      el("button", { class: "leave", onclick: leave }, "← All procedures ", byKey("Esc")),
      el("h2", {}, say(title(guide))),
      guide.also && el("p", { class: "also" }, "also: ", say(otherTitle(guide))),
      el("p", { class: "meta" }, chip(guide.from), say((guide.channels ?? []).join(", "))),
      facts([["Starts when", trigger(guide)], ["Have at hand", guide.inputs]]),
      remarks(guide));
  };
  const background = () => {
    const { guide } = state;
    const about = facts([["Purpose", guide.purpose], ["Outcome", outcome(guide)], ["Owner", guide.owner], ["Topics", (guide.topics ?? []).join(", ")]]);
    return about && el("section", { class: "about" }, el("h3", {}, "About"), about);
  };
  const tab = (view, text) => el("button", {
    role: "tab", id: `tab-${view}`, "aria-selected": String(state.view === view), "aria-controls": view === "all" ? "all-steps" : "one-step",
    tabindex: state.view === view ? "0" : "-1", onclick: () => look(view),
  }, text, byKey(view === "all" ? "A" : "G"));

  const welcome = () => el("div", { class: "welcome" },
    el("h2", {}, guides.length ? "Which request is it?" : "No procedures"),
    guides.length
      ? [el("p", {}, "Search for what the customer wants, open a procedure, and answer as you go."),
        el("dl", { class: "keys" }, [["/", "search"], ["↑ ↓", "choose"], ["Enter", "open, or go on"], ["1 – 9", "answer"],
          ["⌫", "one step back"], ["0", "start again"], ["A", "all steps"], ["Esc", "back to the list"]]
          .map(([key, what]) => el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, what))))]
      : el("p", {}, "This run has no table of unified procedures. Sources with procedures of both lines provide it."));

  const showGuide = () => {
    document.body.classList.toggle("has-guide", Boolean(state.guide));
    for (const link of links()) {
      if (link.dataset.id === state.guide?.id) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    document.title = state.guide ? `${title(state.guide)}: agent guides` : "Agent guides";
    if (!state.guide) { main.replaceChildren(welcome()); return; }
    const line = followed(state.path);
    const atEnd = state.path.at(-1).n === END;
    const isGuide = state.view === "guide";
    main.replaceChildren(
      heading(),
      el("div", { class: "bar" },
        el("div", { role: "tablist", "aria-label": "View", class: "tabs" }, tab("guide", "Step by step "), tab("all", "All steps ")),
        line !== "both" && state.guide.from === "both" && el("p", { class: "way" }, "The way of ", chip(line)),
        el("span", { class: "links" },
          state.guide.compared !== undefined && el("a", { href: `procedures.html#match-${state.guide.compared}` }, "Side by side"),
          el("button", { class: "print", onclick: () => print() }, "Print"))),
      el("div", { class: "sheet" },
        el("div", { class: "now" },
          el("div", { id: "one-step", role: "tabpanel", "aria-labelledby": "tab-guide", hidden: !isGuide }, trail(), atEnd ? endCard() : stepCard()),
          el("div", { id: "all-steps", role: "tabpanel", tabindex: "-1", "aria-labelledby": "tab-all", hidden: isGuide }, !isGuide && allSteps())),
        rulePanel()));
  };

  // ── Keys ──────────────────────────────────────────────────────────────────────────────────────

  const moveAmong = (nodes, by) => {
    if (nodes.length === 0) return;
    const at = nodes.indexOf(document.activeElement);
    const to = at < 0 ? (by > 0 ? 0 : nodes.length - 1) : Math.min(nodes.length - 1, Math.max(0, at + by));
    nodes[to].focus();
  };
  const isTyping = (node) => node.matches("input[type=search], select");
  const inList = (node) => list.contains(node) || node === search;

  const keysOfList = (event, node) => {
    const nodes = links();
    if (event.key === "ArrowDown") moveAmong(nodes, 1);
    else if (event.key === "ArrowUp") { if (node === nodes[0] || node === search) search.focus(); else moveAmong(nodes, -1); }
    else if (event.key === "Enter" && node === search) nodes[0]?.click();
    else if (event.key === "Home" && node !== search) nodes[0]?.focus();
    else if (event.key === "End" && node !== search) nodes.at(-1)?.focus();
    else if (event.key === "Escape" && node === search && search.value) { search.value = ""; state.query = ""; showList(); }
    else if (event.key === "Escape" && state.guide) main.querySelector("#card")?.focus();
    else return false;
    return true;
  };
  const keysOfGuide = (event, node) => {
    const buttons = [...main.querySelectorAll("#one-step:not([hidden]) .answer")];
    const isButton = node.matches("button, a, summary");
    if (/^[1-9]$/.test(event.key) && state.view === "guide") buttons[Number(event.key) - 1]?.click();
    else if (event.key === "0") restart();
    else if (event.key === "Backspace" || (event.key === "ArrowLeft" && event.altKey)) {
      if (event.altKey && state.path.length < 2) return false;
      back();
    }
    else if (event.key === "Escape") leave();
    else if (event.key.toLowerCase() === "a") look("all");
    else if (event.key.toLowerCase() === "g") look("guide");
    else if ((event.key === "ArrowRight" || event.key === "ArrowLeft") && node.matches("[role=tab]")) {
      look(state.view === "all" ? "guide" : "all");
      main.querySelector("[role=tab][aria-selected=true]").focus();
    }
    else if (event.key === "ArrowDown" && state.view === "guide") moveAmong(buttons, 1);
    else if (event.key === "ArrowUp" && state.view === "guide") moveAmong(buttons, -1);
    else if (event.key === "Enter" && !isButton && buttons.length === 1) buttons[0].click();
    else if (event.key === "Enter" && !isButton) buttons[0]?.focus();
    else return false;
    return true;
  };
  document.addEventListener("keydown", (event) => {
    const node = document.activeElement ?? document.body;
    if (event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.altKey && event.key !== "ArrowLeft") return;
    let used = false;
    if (event.key === "/" && (!isTyping(node) || (node === search && !search.value))) { search.focus(); search.select(); used = true; }
    else if (inList(node)) used = keysOfList(event, node);
    else if (isTyping(node) || (node.matches("input[type=radio]") && event.key.startsWith("Arrow"))) return;
    else if (state.guide) used = keysOfGuide(event, node);
    else if (event.key === "ArrowDown") { moveAmong(links(), 1); used = true; }
    if (used) event.preventDefault();
  });
  addEventListener("popstate", follow);
  // Paper always gets the whole procedure; the screen only when asked, since it may be long.
  addEventListener("beforeprint", () => {
    if (state.guide) document.getElementById("all-steps").replaceChildren(...[allSteps()].flat().filter(Boolean));
  });

  // ── Begin ─────────────────────────────────────────────────────────────────────────────────────

  document.getElementById("app").append(
    el("div", { class: "finder" },
      el("form", { role: "search", onsubmit: (event) => event.preventDefault() },
        el("label", { for: "search" }, "Search ", byKey("/")), search,
        lineChoice,
        el("div", { class: "filters" },
          filter("Channel", "channel", guides.flatMap((guide) => guide.channels ?? [])),
          filter("Topic", "topic", guides.flatMap((guide) => guide.topics ?? [])))),
      found, list),
    main, live);
  Object.assign(state, opened());
  showList();
  showGuide();
  if (state.guide) arrive();
  else if (matchMedia("(min-width: 60rem)").matches) search.focus();
})();
