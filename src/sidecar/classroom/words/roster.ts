/** Of rosters. A value in quotation marks is a cell of the file. */
const en = {
  rosterEmpty: () => 'the file has no rows; a roster has a head with column names and a row for each person',
  rosterWorkbook: () =>
    'this is a spreadsheet’s own format; in Excel choose “Save as”, then “CSV UTF-8 (Comma delimited)”, and import that',
  rosterNotText: (kind: string) =>
    `this is ${kind === '' ? 'not a CSV file' : `a ${kind} file`}; a roster is a CSV file with the columns of OneRoster’s users.csv`,
  rosterEncoding: (name: string) =>
    `the file is ${name === '' ? 'not in UTF-8' : `in ${name}, not in UTF-8`}; in Excel choose “Save as”, then “CSV UTF-8 (Comma delimited)”; in a text editor save it with the encoding UTF-8`,
  rosterTooLarge: (bytes: number) => `the file is too large: at most ${bytes} bytes`,
  rosterTooLong: (rows: number) => `the file has too many rows: at most ${rows} at once; divide it`,
  rosterQuotes: (line: number) =>
    `quotation marks do not match near line ${line}; a cell that holds one doubles it and stands in quotation marks itself`,
  rosterColumns: (missing: string, found: string) =>
    `the file lacks the column ${missing}; its head has: ${found}. A roster has the column names of OneRoster’s users.csv`,
  rosterColumnTwice: (name: string) => `the column ${name} is there twice`,
  rosterGradebook: () => 'this is a gradebook, not a roster; export the roster to see what one looks like',
  rosterErrors: (count: number) => `the roster has errors (${count}); look at the preview, and mend the file`,
  rosterChanged: () => 'the file or the class is no longer as it was in the preview; look at the preview again',
  rosterMissing: (column: string) => `${column} is empty`,
  rosterMalformed: (value: string) => `“${value}” is too long, or has characters that cannot be seen`,
  rosterEmail: (value: string) => `“${value}” is no e-mail address`,
  rosterName: (value: string) => `“${value}” is too long for a name, or has characters that cannot be seen`,
  rosterRole: (value: string, known: string) => `“${value}” is no role; those known are ${known}`,
  rosterWord: (value: string, known: string) => `“${value}” is none of ${known}`,
  rosterCells: () => 'the row has more cells than the head has columns; a cell with a comma stands in quotation marks',
  rosterDuplicate: (value: string, row: number) => `“${value}” is in row ${row} already`,
  rosterSamePerson: (row: number) => `this is the same person as in row ${row}`,
  rosterEmailTaken: (value: string) => `somebody else here has the address “${value}”`,
  rosterIgnored: (names: string) => `columns that mean nothing here were passed over: ${names}`,
  rosterPassedOver: (count: number) =>
    `rows of parents, guardians, relatives and administrators were passed over: ${count}`,
  rosterKept: (count: number) =>
    `people who belong to other classes too keep their name, address and school id (${count}); an administrator’s import changes these`,
  rosterKeptRole: (count: number) =>
    `instructors stay instructors (${count}); change their roles on the page of members`,
  csvLink: () => 'Personal link',
  csvUntil: () => 'Good until',
}

const zh: typeof en = {
  rosterEmpty: () => '文件里没有数据；名单的第一行是列名，之后每人一行',
  rosterWorkbook: () =>
    '这是电子表格自己的格式；请在 Excel 里选择“另存为”，再选“CSV UTF-8（逗号分隔）”，然后导入那个文件',
  rosterNotText: (kind) =>
    `这${kind === '' ? '不是 CSV 文件' : `是 ${kind} 文件`}；名单应是 CSV 文件，列名与 OneRoster 的 users.csv 相同`,
  rosterEncoding: (name) =>
    `文件的编码${name === '' ? '不是 UTF-8' : `是 ${name}，不是 UTF-8`}；请在 Excel 里选择“另存为”，再选“CSV UTF-8（逗号分隔）”；用文本编辑器时，请以 UTF-8 编码保存`,
  rosterTooLarge: (bytes) => `文件太大，最多 ${bytes} 字节`,
  rosterTooLong: (rows) => `文件的行数太多，一次最多 ${rows} 行；请分成几个文件`,
  rosterQuotes: (line) => `第 ${line} 行附近的引号不成对；单元格里有引号时，要写成两个，并用引号括住整个单元格`,
  rosterColumns: (missing, found) =>
    `文件缺少列 ${missing}；第一行里有：${found}。名单的列名应与 OneRoster 的 users.csv 相同`,
  rosterColumnTwice: (name) => `列 ${name} 出现了两次`,
  rosterGradebook: () => '这是成绩册，不是名单；可以先导出名单，看看它的格式',
  rosterErrors: (count) => `名单里有 ${count} 处错误；请查看预览并改正文件`,
  rosterChanged: () => '文件或者班级已经和预览时不同，请重新预览',
  rosterMissing: (column) => `${column} 是空的`,
  rosterMalformed: (value) => `“${value}”太长，或者含有看不见的字符`,
  rosterEmail: (value) => `“${value}”不是邮箱地址`,
  rosterName: (value) => `“${value}”作为名字太长，或者含有看不见的字符`,
  rosterRole: (value, known) => `“${value}”不是角色；可用的角色有 ${known}`,
  rosterWord: (value, known) => `“${value}”不在 ${known} 之中`,
  rosterCells: () => '这一行的单元格比列名多；含有逗号的单元格要用引号括住',
  rosterDuplicate: (value, row) => `“${value}”已经在第 ${row} 行出现过`,
  rosterSamePerson: (row) => `这和第 ${row} 行是同一个人`,
  rosterEmailTaken: (value) => `这里已有别人使用邮箱“${value}”`,
  rosterIgnored: (names) => `已忽略这里用不到的列：${names}`,
  rosterPassedOver: (count) => `已跳过家长、监护人、亲属和管理员共 ${count} 行`,
  rosterKept: (count) => `有 ${count} 人还属于其他班，他们的名字、邮箱和学号保持不变；只有管理员导入时才会更改`,
  rosterKeptRole: (count) => `有 ${count} 位教师的角色保持不变；请在成员页面更改`,
  csvLink: () => '个人链接',
  csvUntil: () => '有效期至',
}

export const roster = { en, zh }
