"use strict";
// Searching as people type: case, accents, hyphens and the two ways to write an umlaut do not
// matter; a word is found by its beginning, from four letters on also within another ("gebühr" in
// "Mahngebühr"), and by the stem that an ending leaves ("Mahnung" by "mahn").

const strip = (text) => text.toLowerCase().normalize("NFD").replace(/[\p{M}'’\-‐‑]+/gu, "")
  .replace(/ß/g, "ss").replace(/æ/g, "ae").replace(/œ/g, "oe").replace(/ø/g, "o").replace(/ł/g, "l");

const UMLAUTS = { "ä": "ae", "ö": "oe", "ü": "ue" };
const written = (text) =>
  strip(text.toLowerCase().normalize("NFC").replace(/[äöü]/g, (letter) => UMLAUTS[letter]));

/** The spellings under which a text is found: ü as u, ü as ue, and ue as u. */
const spellings = (text) => {
  const plain = strip(text);
  return [plain, written(text), plain.replace(/([aou])e/g, "$1")];
};

/** A text ready to be searched. */
const indexed = (text) => [...new Set(spellings(text))].join("\n");

/** From so many letters on, a part of a word says enough to be searched within others and as a stem. */
const TELLING = 4;
/** Endings of German and English words, the longest first. */
const ENDING = /(?:ations?|ments?|ungen|ung|ings?|ern|en|er|em|es|ed|e|n|s)$/;
const stem = (spelling) => {
  const left = /^[a-z]+$/.test(spelling) ? spelling.replace(ENDING, "") : spelling;
  return left !== spelling && left.length >= TELLING ? left : "";
};

/** The words of a query, each with its spellings and their stems. */
const queryWords = (query) =>
  query.split(/[\s/,;:.]+/).map(spellings).filter((word) => word.some((spelling) => spelling))
    .map((word) => ({ spellings: word, stems: word.map(stem) }));

const IN_WORD = /[\p{L}\p{N}]/u;
/** Whether a part of a word may be found within another: scripts without spaces know no beginnings. */
const isTelling = (part) => part.length >= TELLING || !/^[\p{Script=Latin}\p{N}]+$/u.test(part);
/** The places of a part of a word in a folded text. */
function* places(folded, part) {
  if (!part) return;
  const anywhere = isTelling(part);
  for (let at = folded.indexOf(part); at >= 0; at = folded.indexOf(part, at + 1)) {
    if (anywhere || at === 0 || !IN_WORD.test(folded[at - 1])) yield at;
  }
}
const isIn = (folded, part) => !places(folded, part).next().done;

const holdsWord = (index, word) => word.spellings.some((spelling) => isIn(index, spelling));
const holdsStem = (index, word) => word.stems.some((part) => isIn(index, part));
const holds = (index, word) => holdsWord(index, word) || holdsStem(index, word);

/** The text in pieces, every second of which is a place where a word, or else its stem, was found. */
const foundIn = (text, words) => {
  const marked = new Array(text.length).fill(false);
  const whole = indexed(text);
  const parts = words.flatMap((word) => (holdsWord(whole, word) ? word.spellings : word.stems).slice(0, 2));
  for (const fold of [strip, written]) {
    let folded = "";
    const origin = [];
    let at = 0;
    for (const letter of text) {
      const plain = fold(letter);
      folded += plain;
      for (let count = 0; count < plain.length; count += 1) origin.push([at, at + letter.length]);
      at += letter.length;
    }
    for (const part of parts) {
      for (const hit of places(folded, part)) {
        marked.fill(true, origin[hit][0], origin[hit + part.length - 1][1]);
      }
    }
  }
  const pieces = [""];
  for (let at = 0; at < text.length; at += 1) {
    if (marked[at] !== (pieces.length % 2 === 0)) pieces.push("");
    pieces[pieces.length - 1] += text[at];
  }
  return pieces;
};
