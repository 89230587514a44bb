// thunderbird-run.js: one reply in Thunderbird, run by the script `thunderbird` in the main window over Marionette.
//
// Arguments: the path of the request, the edits, the source of reply-edits.js, a subject or null, "sender" or "all",
// and last the function to call when the message has been handed to the sending code.
const [path, edits, source, subject, whom, done] = arguments;
const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const pause = (ms) => new Promise((go) => setTimeout(go, ms));
const until = async (what, check) => {
  for (let i = 0; i < 200; i++) {
    const found = check();
    if (found) return found;
    await pause(100);
  }
  throw new Error("never came: " + what);
};

async function open() {
  const root = MailServices.accounts.localFoldersServer.rootFolder;
  root.createSubfolder("Requests", null);
  const folder = await until("folder", () => root.getChildNamed("Requests"));
  const file = Cc["@mozilla.org/file/local;1"].createInstance(Ci.nsIFile);
  file.initWithPath(path);
  await new Promise((go) =>
    MailServices.copy.copyFileMessage(file, folder, null, false, 0, "", {
      QueryInterface: ChromeUtils.generateQI(["nsIMsgCopyServiceListener"]),
      onStartCopy() {}, onProgress() {}, setMessageKey() {}, getMessageId() { return null; },
      onStopCopy: go,
    }, null));
  const header = await until("message", () => [...folder.messages][0]);
  const identity = MailServices.accounts.allIdentities[0];
  MailServices.compose.OpenComposeWindow(null, header, folder.getUriForMsg(header),
    whom === "all" ? Ci.nsIMsgCompType.ReplyAll : Ci.nsIMsgCompType.ReplyToSender, Ci.nsIMsgCompFormat.Default, identity, null, null);
  const win = await until("compose window", () => Services.wm.getMostRecentWindow("msgcompose"));
  await until("editor", () => win.gMsgCompose?.editor && win.document.readyState === "complete");
  if (identity.autoQuote) await until("quote", () => win.gMsgCompose.editor.document.body.textContent.includes("Reference:"));
  await pause(500);
  return win;
}

function edit(win) {
  const editor = win.GetCurrentEditor();
  const content = editor.document.defaultView;
  const press = (key, keyCode) => {
    const typist = Cc["@mozilla.org/text-input-processor;1"].createInstance(Ci.nsITextInputProcessor);
    typist.beginInputTransactionForTests(content);
    const event = new win.KeyboardEvent("", { key, code: key, keyCode });
    typist.keydown(event);
    typist.keyup(event);
  };
  const run = (command, value) => {
    if (command === "text") editor.insertText(value);
    else if (command === "html") editor.insertHTML(value);
    else if (command === "newline") press("Enter", 13);
    else if (command === "delete") editor.deleteSelection(0, 0);
    else win.GetCurrentCommandManager().doCommand(command, null, content);
  };
  win.GetCurrentEditorElement().focus();
  content.focus();
  new Function("doc", "edits", "run", source)(editor.document, edits, run);
}

(async () => {
  const win = await open();
  edit(win);
  if (subject) win.document.getElementById("subject").value = subject;
  await pause(200);
  win.GenericSendMessage(Ci.nsIMsgCompDeliverMode.Now);
  done("sent");
})().catch((e) => done("error: " + e + "\n" + e.stack));
