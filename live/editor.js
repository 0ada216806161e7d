// The editor of one cell: CodeMirror, with the colors of live.css. Loaded when Live is pressed.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

/** @typedef {typeof makeEditor} MakeEditor */

/** @param {{ code: string, label: string, onChange: () => void, onRun: () => void }} options */
export function makeEditor({ code, label, onChange, onRun }) {
  const run = () => {
    onRun();
    return true;
  };
  const view = new EditorView({
    state: EditorState.create({
      doc: code,
      extensions: [
        Prec.highest(keymap.of([{ key: "Shift-Enter", run }, { key: "Ctrl-Enter", run }])),
        keymap.of([...defaultKeymap, ...historyKeymap]), // Tab moves the focus, as elsewhere on the page
        history(),
        indentOnInput(),
        indentUnit.of("    "),
        bracketMatching(),
        python(),
        syntaxHighlighting(classHighlighter),
        EditorView.editorAttributes.of({ class: "live-editor" }),
        EditorView.contentAttributes.of({
          "aria-label": label,
          tabindex: "0",
          spellcheck: "false",
          autocorrect: "off",
          autocapitalize: "off",
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange();
        }),
      ],
    }),
  });
  return {
    element: view.dom,
    focus: () => view.focus(),
    code: () => view.state.doc.toString(),
    /** @param {string} text */
    set: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
  };
}
