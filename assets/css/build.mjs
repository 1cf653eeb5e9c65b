// Builds the stylesheets: compiles Sass, then removes unused rules with PurgeCSS.
//
//   node assets/css/build.mjs FILE...            writes each FILE from the source of the same name beside this script
//   node assets/css/build.mjs --check FILE...    builds into a temporary file and fails if a FILE differs from it
//
// Builds are reproducible: versions are locked, and the output contains no paths or dates.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { PurgeCSS } from "purgecss";
import * as sass from "sass";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

// Classes that crispy-bootstrap5 and form widgets write; the templates don't contain them.
const fromForms = [
  "form-control", "form-select", "form-check", "form-check-input", "form-check-label", "form-label", "form-text",
  "mb-3", "is-invalid", "invalid-feedback", "asteriskField", "alert", "alert-danger", "btn", "btn-primary", "textarea", "select",
];

// Classes of a photo's focal point (catalog.products.models.ProductPicture.css).
const fromPictures = ["fill", ...["tl", "t", "tr", "l", "m", "r", "bl", "b", "br"].map((field) => `at-${field}`)];

// Pages for printing have a stylesheet of their own. A new one is named *_print.html, or added here.
const forPrint = [
  "center/printing/*.html", "**/*_print.html",
  ...["print_base", "card", "card_face", "price_list"].map((name) => `catalog/sharing/${name}.html`),
].map((glob) => path.join(root, "templates", glob));
const pages = {
  portal: {
    content: [path.join(root, "templates/**/*.html"), path.join(root, "static/js/*.js")],
    skippedContentGlobs: [path.join(root, "templates/admin/**"), ...forPrint],
    safelist: [...fromForms, ...fromPictures],
  },
  // catalog.sharing.cards chooses these by the length of a name; the filter `unbroken` writes nb.
  print: { content: forPrint, safelist: ["nb", "huge", "big", "middle", "small", "tiny", "least"] },
};

async function build(name) {
  const { css } = sass.compile(path.join(root, `assets/css/${name}.scss`), {
    style: "compressed",
    charset: false,
    loadPaths: [path.join(root, "node_modules")],
    quietDeps: true,
    // Bootstrap 5.3 is written with @import and the older color functions.
    silenceDeprecations: ["import", "global-builtin", "color-functions", "mixed-decls"],
  });
  const [purged] = await new PurgeCSS().purge({
    ...pages[name],
    css: [{ raw: css }],
    variables: true,
  });
  // Sass keeps the space after the colon of a custom property.
  return `${purged.css.trim().replace(/(--[\w-]+): /g, "$1:")}\n`;
}

const check = process.argv[2] === "--check";

for (const file of process.argv.slice(check ? 3 : 2).map((name) => path.resolve(name))) {
  const built = await build(path.basename(file, ".css"));
  if (!check) {
    writeFileSync(file, built);
  } else {
    const folder = mkdtempSync(path.join(tmpdir(), "portal-css-"));
    const fresh = path.join(folder, "fresh.css");
    writeFileSync(fresh, built);
    const same = readFileSync(fresh).equals(readFileSync(file));
    rmSync(folder, { recursive: true });
    if (!same) {
      console.error(`${path.relative(root, file)} is not what its sources give: run \`npm run css\` and commit it.`);
      process.exit(1);
    }
  }
}
