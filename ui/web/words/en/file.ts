export default {
  line: (n: number) => `Line ${n}`,
  field: (name: string, why: string) => `“${name}”: ${why}`,
  fault: {
    encoding: 'It is neither UTF-8 nor CP949.', header: 'The first line must name the columns above, each once.', cells: 'There are too few or too many columns.', value: 'A value cannot be used.',
    twice: 'Its key stands on an earlier line, too.', not_there: 'What it names is not there.', too_many_rows: 'The file has more lines than may be taken at once.', older: 'There is a newer revision of it here; export again.',
  },
}
