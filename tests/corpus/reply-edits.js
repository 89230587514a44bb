// reply-edits.js: does to a reply what a person does, in the editor of a web or graphical client.
//
// Why: the generators for Roundcube and Thunderbird describe edits as short lists; this turns them into editor commands,
// so that the markup around what was typed is the client's own. It is the body of a function with the arguments
//   doc    the document being edited, or a plain <textarea>
//   edits  a list of [what, text, more]
//   run    run(command, value): the editor's commands text, html, newline, delete and any of execCommand
// Edits: point TEXT (where the client left the cursor), top TEXT, bottom TEXT, below LINE TEXT, over OLD TEXT,
// cut FROM TO (the lines between, "" for the end), mark TEXT COMMAND VALUE (format TEXT), all TEXT (over everything).
// A TEXT that begins with "<" is inserted as markup, as when pasted.

function plain(area) {
  let text = area.value;
  const at = (needle, from = 0) => {
    const i = text.indexOf(needle, from);
    if (i < 0) throw new Error("no such text: " + needle);
    return i;
  };
  const put = (from, to, insert) => {
    text = text.slice(0, from) + insert + text.slice(to);
    return from + insert.length;
  };
  const eol = (i) => (text.indexOf("\n", i) < 0 ? text.length : text.indexOf("\n", i));
  let cursor = area.selectionStart;
  for (const [what, arg, more] of edits) {
    if (what === "point") cursor = put(cursor, cursor, arg);
    else if (what === "top") put(0, 0, arg);
    else if (what === "bottom") put(text.length, text.length, arg);
    else if (what === "below") put(eol(at(arg)), eol(at(arg)), "\n" + more);
    else if (what === "over") put(at(arg), at(arg) + arg.length, more);
    else if (what === "all") put(0, text.length, arg);
    else if (what === "cut") {
      const from = text.lastIndexOf("\n", at(arg)) + 1;
      put(from, more ? eol(at(more, from)) + 1 : text.length, "");
    } else throw new Error("no such edit: " + what);
  }
  area.value = text;
}

function rich() {
  const selection = doc.getSelection();
  const find = (needle, start) => {
    const walk = doc.createTreeWalker(doc.body, 4);
    let begun = !start;
    while (walk.nextNode()) {
      const node = walk.currentNode;
      if (!begun && node === start[0]) begun = true;
      const i = begun ? node.data.indexOf(needle) : -1;
      if (i >= 0) return [node, i];
    }
    throw new Error("no such text: " + needle);
  };
  const select = (from, i, to = from, j = i) => {
    const range = doc.createRange();
    range.setStart(from, i);
    range.setEnd(to, j);
    selection.removeAllRanges();
    selection.addRange(range);
  };
  const type = (text) => {
    if (text.startsWith("<")) return run("html", text);
    text.split("\n").forEach((line, i) => {
      if (i) run("newline");
      if (line) run("text", line);
    });
  };
  for (const [what, arg, more, value] of edits) {
    if (what === "point") type(arg);
    else if (what === "top") {
      select(doc.body, 0);
      type(arg);
    } else if (what === "bottom") {
      const last = doc.body.lastElementChild;
      if (last && last.tagName === "P") select(last, 0);
      else select(doc.body, doc.body.childNodes.length);
      type(arg);
    } else if (what === "below") {
      const [node, i] = find(arg);
      const end = node.data.indexOf("\n", i);
      select(node, end < 0 ? node.data.length : end);
      run("newline");
      type(more);
    } else if (what === "over" || what === "mark") {
      const [node, i] = find(arg);
      select(node, i, node, i + arg.length);
      if (what === "over") type(more);
      else run(more, value);
    } else if (what === "cut") {
      const [node, i] = find(arg);
      if (more) {
        const [last, j] = find(more, [node, i]);
        select(node, i, last, j + more.length);
      } else select(node, i, doc.body, doc.body.childNodes.length);
      run("delete");
    } else if (what === "all") {
      select(doc.body, 0, doc.body, doc.body.childNodes.length);
      run("delete");
      type(arg);
    } else throw new Error("no such edit: " + what);
  }
}

if (doc.tagName === "TEXTAREA") plain(doc);
else rich();
