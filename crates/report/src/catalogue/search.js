"use strict";
// Searching as people type: case, accents, hyphens and the two ways to write an umlaut do not
// matter.

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

/** The words of a query, each with its spellings. */
const queryWords = (query) =>
  query.split(/[\s/,;:.]+/).map(spellings).filter((word) => word.some((spelling) => spelling));

const holds = (index, word) => word.some((spelling) => spelling && index.includes(spelling));

/** The text in pieces, every second of which is a place where a word was found. */
const foundIn = (text, words) => {
  const marked = new Array(text.length).fill(false);
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
    for (const spelling of words.flatMap((word) => word.slice(0, 2)).filter(Boolean)) {
      for (let hit = folded.indexOf(spelling); hit >= 0; hit = folded.indexOf(spelling, hit + 1)) {
        marked.fill(true, origin[hit][0], origin[hit + spelling.length - 1][1]);
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
