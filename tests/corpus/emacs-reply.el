;;; emacs-reply.el --- one reply made by an Emacs mail program in batch -*- lexical-binding: t -*-

;; Why: tests/corpus/emacs-clients needs replies as Gnus, Rmail and MH-E really make them.
;; It runs Emacs once for each reply, with the scenario (JSON) in the environment variable SCENARIO:
;;   via      gnus, gnus-wide, rmail or mh-e: whose reply command is used
;;   mailbox  the request as an mbox file; folder: the same as an MH folder
;;   setup    Lisp to evaluate first: the person's init file
;;   edits    what the person does to the reply, see `reply-edit'
;; The message leaves through `sendmail-program', which the script has set to keep it.

(require 'json)
(require 'message)
(require 'gnus)
(require 'gnus-sum)
(require 'gnus-msg)

(defvar reply-scenario
  (let ((json-object-type 'alist) (json-array-type 'list) (json-false nil))
    (json-read-from-string (decode-coding-string (getenv-internal "SCENARIO" initial-environment) 'utf-8 t))))

(defun reply-get (key) (cdr (assq key reply-scenario)))

(defun reply-body ()
  "Move to the beginning of the body being written."
  (goto-char (point-min))
  (search-forward (concat "\n" mail-header-separator "\n")))

(defun reply-find (text)
  "Move behind TEXT in the body, wherever it stands in its line."
  (reply-body)
  (search-forward text))

(defun reply-edit (edit)
  "Do one EDIT: (WHAT TEXT MORE) as the scenario lists it."
  (pcase-let ((`(,what ,text ,more) edit))
    (pcase what
      ("top" (reply-body) (insert text))
      ("bottom" (goto-char (point-max)) (unless (bolp) (insert "\n")) (insert text))
      ("signed" (message-goto-signature) (forward-line -1) (insert text))
      ;; Typed where the program left the cursor.
      ("point" (insert text))
      ;; A new line below the line with TEXT.
      ("below" (reply-find text) (end-of-line) (insert "\n" more))
      ;; Typed over TEXT.
      ("over" (reply-find text) (replace-match more t t))
      ;; The lines from the one with TEXT to the one with MORE are deleted, or to the end.
      ("cut" (reply-find text)
       (let ((from (line-beginning-position)))
         (if more (progn (search-forward more) (forward-line)) (goto-char (point-max)))
         (delete-region from (point))))
      ("subject" (message-goto-subject)
       (delete-region (progn (message-beginning-of-line) (point)) (line-end-position)) (insert text))
      ;; Any command, as if by key.
      ("lisp" (eval (car (read-from-string text)) t))
      (_ (error "No such edit: %s" what)))))

(defun reply-gnus (wide)
  "Open the request in Gnus and reply to it with the original cited."
  (setq gnus-select-method '(nnnil "") gnus-secondary-select-methods nil gnus-read-active-file nil
        gnus-save-newsrc-file nil gnus-use-dribble-file nil gnus-message-archive-group nil
        gnus-verbose 1 gnus-interactive-exit nil gnus-novice-user nil)
  (gnus-no-server-1)
  (gnus-group-read-ephemeral-group
   "request" `(nndoc "request" (nndoc-address ,(reply-get 'mailbox)) (nndoc-article-type mbox)))
  (gnus-summary-goto-subject 1)
  (gnus-summary-select-article)
  (if wide (gnus-summary-wide-reply-with-original nil) (gnus-summary-reply-with-original nil)))

(defun reply-rmail ()
  "Open the request in Rmail, reply, yank it."
  (require 'rmail)
  (rmail (reply-get 'mailbox))
  (rmail-show-message 1)
  (rmail-reply t)
  (goto-char (point-max))
  (if (derived-mode-p 'message-mode) (message-yank-original) (mail-yank-original nil)))

(defun reply-mh-e ()
  "Open the request in MH-E, reply to its sender, yank it."
  (require 'mh-e)
  (mh-find-path)
  (mh-visit-folder "+inbox")
  (goto-char (point-min))
  (mh-show)
  (mh-reply 1 "from")
  (goto-char (point-max))
  (mh-yank-cur-msg))

(setq user-full-name (reply-get 'name)
      user-mail-address (reply-get 'address)
      mail-host-address (reply-get 'domain)
      message-user-fqdn (reply-get 'domain)
      message-send-mail-function #'message-send-mail-with-sendmail
      send-mail-function #'sendmail-send-it
      sendmail-program (reply-get 'sendmail)
      message-confirm-send nil message-interactive t mail-interactive t message-kill-buffer-on-exit nil
      message-auto-save-directory nil auto-save-default nil make-backup-files nil
      mail-signature nil message-signature nil
      create-lockfiles nil
      ;; Colours are of no use here, and this mode does not know batch.
      gnus-message-highlight-citation nil)
(advice-add 'y-or-n-p :override (lambda (&rest _) t))
(advice-add 'yes-or-no-p :override (lambda (&rest _) t))
(eval (car (read-from-string (concat "(progn " (or (reply-get 'setup) "") "\n)"))) t)
(pcase (reply-get 'via)
  ("gnus" (reply-gnus nil))
  ("gnus-wide" (reply-gnus t))
  ("rmail" (reply-rmail))
  ("mh-e" (reply-mh-e)))
(mapc #'reply-edit (reply-get 'edits))
(pcase (reply-get 'via)
  ("mh-e" (mh-send-letter t))
  (_ (if (derived-mode-p 'message-mode) (message-send) (mail-send))))
;;; emacs-reply.el ends here
