const LIGHT = `
  --page: #ffffff; --panel: #f4f6f8; --line: #c4ccd4; --ink: #16202a; --soft: #4b5864; --accent: #0b5cad;
  --good: #176b34; --bad: #b3201b; --warn: #8a5300; --note: #4d4f9c;
  --good-fill: #d9efe0; --bad-fill: #fbdcda; --warn-fill: #fcebc8; --note-fill: #e3e3f6; --none-fill: #e8ecef;
  --series-1: #0b5cad; --series-2: #b3541e; --series-3: #176b34; --series-4: #7a3e9d; --series-5: #8a6d00; --series-6: #a1285f;`;

const DARK = `
  --page: #12171c; --panel: #1b2229; --line: #3f4b56; --ink: #e6ebf0; --soft: #a9b5c0; --accent: #6fb1f5;
  --good: #6fd08f; --bad: #ff8f87; --warn: #f0bd5e; --note: #b0b2f5;
  --good-fill: #173a24; --bad-fill: #4a1d1b; --warn-fill: #443110; --note-fill: #2a2b52; --none-fill: #262e36;
  --series-1: #6fb1f5; --series-2: #f0955a; --series-3: #6fd08f; --series-4: #cf9be8; --series-5: #d9bd4f; --series-6: #f28ab8;`;

/**
 * Colours of the page, by what they mean. Text colours have at least 4.5:1 against `--page` and `--panel`, marks of
 * charts (`--series-*`) 3:1; colour is never the only sign of anything.
 */
export const THEME = `
:root { color-scheme: light dark;${LIGHT}
}
@media (prefers-color-scheme: dark) { :root {${DARK}
} }
/* The reader's own choice; it lasts as long as the page is open. */
:root[data-theme="light"] { color-scheme: light;${LIGHT}
}
:root[data-theme="dark"] { color-scheme: dark;${DARK}
}
/* Paper is white. */
@media print { :root, :root[data-theme] { color-scheme: light;${LIGHT}
} }
`;
