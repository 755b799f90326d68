// What the linter checks in the scripts of the picture, the desk and the query page, and in those that bundle and test them.

import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2024, sourceType: "module" },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "no-control-regex": "off", // the texts of a graph may contain control characters, and the page looks for them
      "no-implicit-globals": "error",
      "no-param-reassign": "error",
      "no-shadow": "off",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
    },
  },
  {
    files: ["kg/picture/app/**"],
    languageOptions: { globals: { ...globals.browser, vis: "readonly", ChanceryEditor: "readonly", trustedTypes: "readonly" } },
  },
  { files: ["kg/desk/app/**", "kg/service/app/**"], languageOptions: { globals: globals.browser } },
  { files: ["scripts/frontend/editor.mjs"], languageOptions: { globals: globals.browser } },
  { files: ["scripts/frontend/worker.mjs"], languageOptions: { globals: globals.worker } },
  { files: ["scripts/*.mjs", "tests/page/**", "eslint.config.js"], languageOptions: { globals: globals.node } },
  { ignores: ["node_modules/", "**/_assets/", ".venv/", "out/", "tests/golden/comunica/", "build/", "dist/", ".kg/"] },
];
