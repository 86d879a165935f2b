/* clang-format off */
/* hark-api.h: the wire between desktop client and server, protocol 1 (sync.md)
 *
 * JSON; ids as 32 hex digits, bytes as standard base64 ("b64"), times as seconds since 1970. Unknown members are
 * ignored by readers. Errors are {"code": hark-error name, "detail": sentence} with the code's HTTP status.
 * Sessions: "Authorization: Bearer TOKEN". Clients name the protocols that they speak in each request, "Hark-Protocol:
 * MIN-MAX": any route may answer 426, "upgrade" where the client is too old and "outdated" where the server is; a session
 * outlives that.
 *
 * GET  /api/v1/info                 (open)
 *      → {"protocol":{"min":1,"max":1},"name","ready":bool,"org":hex|null,"root_pk":b64|null,"zone":"Europe/Berlin",
 *        "password":CHARACTERS}            password: what the security policy asks for at least, for who cannot read it yet
 * POST /api/v1/setup                (open; once)
 *      {"protocol":{"min","max"},"code":TEXT,"roster":[b64…],"area":{"id","name"},
 *       "account":{"user","name","mail","ops","mem","salt":b64,"login":b64,"bundle":b64,
 *                  "sheet_login":b64,"sheet_bundle":b64}}
 *      login and sheet_login are hark_account_login_hash(). The roster is org, user_add, admin_set (root), area_set
 *      (that Admin, who is its one Expert); the server checks all of it. → {"user"}
 * GET  /api/v1/auth/params?user=NAME (open) → {"org","user","ops","mem","salt":b64}   unknown names get a fake
 * POST /api/v1/auth/session         (open) {"protocol":{"min","max"},"user":hex,"device":hex,"secret":b64,"code":TEXT}
 *      → {"token","user"}   the session that this device had before ends
 *      code, where the account has a second factor: six digits, or a recovery code. Without it, or with a wrong one, 401
 *      {"code":"factor"}, and 503 "busy" for a while after many wrong ones; both only once the secret was right
 * DELETE /api/v1/auth/session       → {}
 * GET  /api/v1/auth/bundle          → {"bundle":b64}   whoever came with the printed sheet gets its copy
 * PUT  /api/v1/auth/password        {"secret":b64,"ops","mem","salt":b64,"login":b64,"bundle":b64} → {}
 *      secret is the one that the account has now; its other sessions end. "sheet_login":b64 and "sheet_bundle":b64
 *      may come along, for a new sheet; they must where the session came with the printed sheet, which opens no other
 *      routes than these under auth/ until then
 * GET  /api/v1/auth/factor          → {"on":bool,"since":TIME|null,"codes":LEFT}   one's own second factor
 * POST /api/v1/auth/factor          {"secret":b64} → {"secret":b64}   of the password; back come 20 bytes for an
 *      authenticator (RFC 6238: SHA-1, 6 digits, 30 s), not in force until confirmed; 409 where one is in force
 * PUT  /api/v1/auth/factor          {"code":TEXT} → {"codes":[TEXT…]}   confirms it; ten recovery codes, told this once
 * POST /api/v1/auth/factor/codes    {"code":TEXT} → {"codes":[TEXT…]}   ten others instead of those that were left
 * POST /api/v1/auth/factor/off      {"code":TEXT} → {}   code of all three as in auth/session; a right one is used up
 *      Where the security policy asks for a second factor, every other route answers 401 {"code":"factor"} to an account that
 *      has none, and off is 403
 * GET  /api/v1/devices              → {"devices":[{"device":hex,"name":b64|null,"sheet":bool,"created":TIME,"seen":TIME,
 *      "this":bool}]}   this user's own that are signed in, the latest used first; seen is kept by the day
 * PUT  /api/v1/devices/{device}     {"name":b64} → {}   hark_account_seal_name(): for the user's devices alone
 * DELETE /api/v1/devices/{device}   → {}   ends its session for good. Its token, and those of whoever is switched off, are
 *      answered 401 {"code":"ended"} from then on, others that ran out {"code":"auth"}
 * GET  /api/v1/roster?from=SEQ      → {"statements":[b64…],"more":bool}   from is the first seq wanted
 * POST /api/v1/roster               {"statement":b64,"again":bool} → {"seq"}; 409 where another came first
 *      Signed by whoever sends it, or by the root key. again (may be missing): it was in the list before the store became
 *      an older one, put back from a backup or copied back; anybody with an account gives that back, whoever signed it
 *      With again, "area":{"id","name"} (may be missing) where it is about an area: the store may have lost that too
 *      For an hour after that anything else is 503 {"code":"busy"}: who knows nothing of it would fork the list
 * POST /api/v1/areas                (an Admin) {"document":b64,"statement":b64} → {"seq"}
 *      An area: version 1 of its settings (hark-setting.h), nothing but its names, in one transaction with the area_set
 *      that names its first team, by the rules of POST roster; both signed by whoever sends them. 409 where there is one
 *      of this id or of one of these names, or another statement came first. It takes no tickets before two people can
 *      read them, unless its Expert opened it on the portal
 * GET  /api/v1/settings/{scope}     → {"document":b64|null}   the newest (hark-setting.h); scope: the organisation's id or an
 *      area's; every version comes with the feed
 * PUT  /api/v1/settings/{scope}     {"document":b64,"again":bool} → {"version"}; 409 where another came first, or where
 *      another area has one of these names
 *      Signed by an Admin (the organisation's) or by an Expert of the area. again as with POST roster: then an area's
 *      version 1 may be an Admin's. The newest one again is fine
 * GET  /api/v1/sync?since=CURSOR&limit=N&but=ID   application/x-ndjson (sync.md section 3), one object a line:
 *      {"k":"head","lineage":hex,"to":SEQ,"more":bool,"schema":1,"backup_seq":SEQ,"due":bool}
 *        backup_seq: the newest seq that a backup holds, 0 for none; due: GET dues has work for this user,
 *        with that "but"
 *      {"k":"roster","seq","st":b64}
 *      {"k":"area","id","rv","name","description","portal":bool,"anonymous":bool,"default":bool}
 *      {"k":"setting","rv","st":b64}           each version of what was settled, those of one scope in their order
 *      {"k":"ticket","id","rv","number","state","advisor":hex|null,"area","origin","reporter":hex|null,"inbox":bool,
 *       "received","closed":TIME|null,"taken":bool,"outcome":hex|null,"side":"team"|"reporter"|"both",
 *       "hold":bool,"deletion":{"by":hex,"at":TIME},"deletes":TIME|null,"kept":bool,"account":NAME,
 *       "fv":{"state","advisor","area","deletion","hold"},"epochs":[b64…],"past":[[b64,b64]…],
 *       "slot":{"epoch","kind":"member"|"reporter","box":b64}}
 *         epochs from 0 on; past[i] are the two boxes of epoch i + 1; slot is this user's newest (a member's where
 *         the user is both); signed-in without reporter: a portal-only account's, an inbox whose report says by whom,
 *         which can be anything: account is what that account is called here, also once it has ended, or somebody else
 *         has the inbox; for the area's Professionals and Experts alone;
 *         outcome names the outcome object that counts; deletion: somebody proposes that; deletes: the last second before
 *         it is deleted by itself, null while it is open; kept: not even then, until one of the team reads what the
 *         reporter wrote; these, hold and their versions not for a reporter
 *      {"k":"obj","id","tk","seq","ct":b64}
 *      {"k":"period","id","tk","rv","name":"acknowledge"|"feedback"|"other"|"hand","due":TIME,"done":TIME|null,
 *       "gone":bool,"definition":hex|null,"title":TEXTS|null,"remind":[DAYS…],"fulfil":"answer"|"hand",
 *       "entry":hex|null,"fv":{"due","done"}}
 *         gone: removed, by hand or because the ticket moved to another area; definition: of hark-definition.h, as it was
 *         when this was attached: title, remind and fulfil are its own; "hand": somebody added it, and `entry`, an object
 *         of the ticket's history, says what it is called, unless a definition does
 *      {"k":"read","tk","rv","up_to":SEQ}      this user's own mark: everything up to there was seen on some device
 *      {"k":"drop","tk","seq"}                 access is lost: everything of that ticket goes
 *      {"k":"tomb","id","seq"}                 that ticket was deleted: likewise
 *      {"k":"end","cur":CURSOR,"n":LINES}      n counts the lines between head and end
 *      A cursor that does not hold here: 410 {"code":"reset","detail",…,"reset":"lineage"|"floor","known":SEQ,
 *        "made":TIME|null}   known: everything up to there that the client saw is still here; what it sent beyond that
 *        was lost with the store that this one replaces; made: when the backup was made that this store came from
 * GET  /api/v1/events               text/event-stream: "id: SEQ", "data: {"to":SEQ}" when there is something new in this
 *      user's feed, and only then; once at the beginning; a comment every 15 s
 * POST /api/v1/ops                  {"dev":hex,"ops":[OP…]} → {"results":[RESULT…]}, in the order given
 *      OP = {"op":hex,"n":COUNT,"type","tk":hex,"pre":{…},"needs":[hex…],"objects":[b64…],"history":b64|null,
 *            "epoch":{"st":b64,"slots":[{"to":hex,"kind":"member"|"reporter"|"recovery","box":b64}],"past":[b64,b64]}|null,
 *            "blobs":[hex…],"body":{…}}
 *      RESULT = {"op","st":"applied"|"conflict"|"gone"|"forbidden"|"rekey"|"invalid"|"retry"|"replayed","seq","detail",
 *                "cur":{"state","state_v","advisor","advisor_v","area","area_v","deletion_v","hold_v","by":hex|null,"at":TIME,"number"}}
 *      `epoch` on any team operation opens the next epoch in the same transaction; where it exists already, or the
 *      objects are under an older one than the newest, the answer is rekey.
 *      type       pre                               body                        objects
 *      submit                                       {"area"}                    report, its manifests; epoch 0
 *                   Epoch 0 excludes people of the list where the area's settings let reporters ("exclusion"): at most 50,
 *                   each in some area's team (else invalid), and so that an Expert of its own is left: else forbidden. Nothing tells them from there on that there is such a ticket
 *                 on behalf, by a Professional or Expert of the area:
 *                                                   {"area","for":hex|null,"inbox":{"lookup":b64,"token":b64}|null,
 *                                                    "received":TIME,"reachable":bool}
 *                   `for` is the user who is the reporter, null an anonymous one; inbox as of their code (token: its
 *                   hash); the report and epoch 0 are signed by who writes them down
 *      message    {"epoch"}                         {"fulfil":[NAME…],"side":"team"|"reporter"}
 *                                                                               message, its manifests
 *      note       {"epoch"}                         {}                          note
 *      contact    {"epoch"}                         {"fulfil":[NAME…]}          note, which says channel and time
 *                   Of contact outside Hark with a reporter who left contact data and nothing else: fulfils as a
 *                   message of the team does. conflict where there is an inbox or an account, which one answers to;
 *                   invalid where nobody can be reached
 *      take-over  {"lineage","epoch","advisor_v"}   {}                          (history)
 *      release    {"lineage","epoch","advisor_v"}   {}                          (history)
 *      assign     {"lineage","epoch","advisor_v"}   {"advisor":hex}             (history)
 *      close      {"lineage","epoch","state_v","seen":hex|null,"messages":N}
 *                                                   {"outcome":hex,"months":N,"fulfil":[NAME…]}   outcome, perhaps a message
 *                   months: how long it is kept, as the area's newest settings have it for an outcome
 *                   (hark-retention.h); rekey where they have it for none. The day is counted from when the server
 *                   takes this, and is at least a week ahead once a hold is lifted or a kept ticket is read;
 *                   missing, as before there was any such time: no day is set
 *      reopen     {"lineage","epoch","state_v"}     {}                          (history)   no day is set any more
 *      rekey      {"epoch"}                         {}                          none; brings the next epoch
 *      read                                         {"up_to":SEQ}               none; never goes back
 *      move       {"lineage","epoch","area_v","advisor_v"}
 *                                                   {"area":hex,"advisor":hex|null}   (history)
 *                   With the next epoch, which names that area and is signed by a Professional or Expert of the
 *                   present one. The advisor stays where they are Professional or Expert of that area too, and
 *                   `advisor` says so. Deadlines are removed, that area's are attached. conflict where it is closed;
 *                   forbidden where nobody there could answer, or every Expert there is excluded from it;
 *                   rekey where either team is another by now
 *      exclude    {"lineage","epoch"}               {"user":hex}                (history)
 *                   With the next epoch, which excludes them, of whatever area's team. Not its advisor (conflict), nor so that no Expert
 *                   is left who has the ticket (forbidden).
 *                   Themselves an Observer too, with an epoch that says nothing else
 *      include    {"lineage","epoch"}               {"user":hex}                (history)
 *                   By an Expert: takes that back
 *      new-code   {"epoch","code":b64}              {"inbox":{"lookup":b64,"token":b64}}
 *                                                                               (history)
 *                   With the next epoch, whose reporter's key is that of a new code: the inbox opens with it from then
 *                   on and with nothing else. pre.code is the reporter's key that it replaces: conflict where it is
 *                   another by now, where there is no inbox that a code could be lost of, and where the reporter has a
 *                   portal-only account that lives. A user's own ticket is the inbox's then: `reporter` says still whose
 *                   it was, beside "inbox": true, and that user loses their side of it
 *      add-period {"lineage","epoch"}               {"period":hex,"due":TIME,"remind":[DAYS…],"definition":hex|null}
 *                                                                               (history, which says what it is called)
 *                   By hand, at most 32 of a ticket; definition: one of the area's that begins by hand, whose name and
 *                   reminders it has. conflict where the ticket is closed
 *      change-period   {"lineage","epoch","period_v"}   {"period":hex,"due":TIME}   (history)
 *      remove-period   {"lineage","epoch","period_v"}   {"period":hex}              (history)
 *                   Only what was added by hand: what an area has promised is forbidden. conflict where the ticket is closed
 *      fulfil-period   {"lineage","epoch","period_v"}   {"period":hex}              (history)
 *      unfulfil-period {"lineage","epoch","period_v"}   {"period":hex}              (history)
 *                   period_v: fv.due of the period to change it, fv.done to fulfil it or to take that back, rv to remove
 *                   it. An answer to the reporter is not taken back, nor is changed what is gone: conflict
 *      propose-delete  {"lineage","epoch","deletion_v"}  {}                     (history, with the reason)
 *      withdraw-delete {"lineage","epoch","deletion_v"}  {}                     (history)
 *                   By who proposed it, or another Professional or Expert, who refuses
 *      confirm-delete  {"lineage","deletion_v","seen":hex|null,"messages":N}  {}  none
 *                   By another Professional or Expert than who proposed it and may still: the ticket is deleted. Both
 *                   are in conflict while the ticket is on hold. Once it is deleted: applied. cur has "unseen":true where
 *                   there is a newer message than `seen`, by and at of which it says then
 *      hold       {"lineage","epoch","hold_v"}      {}                          (history, with reason, owner and review)
 *      lift-hold  {"lineage","epoch","hold_v"}      {}                          (history)
 *                   By an Expert. Nothing deletes a ticket that is on hold
 *      `seen` is the newest message or report that the author had; a newer one is a conflict. `messages` is how many they
 *      were with those before it; another number is a conflict too: something came between, as after a restore, where
 *      messages are given back behind what was written meanwhile. A client of before says none. The first message of
 *      the team fulfils "acknowledge" by itself; `fulfil` names others. A reporter's message (side reporter) may be
 *      under any epoch that they have a slot for.
 * POST /api/v1/invitations          (an Admin) {"user":hex,"name","mail","role":NAME|null,"area":hex|null,"token":b64}
 *      token: hark_invitation_token_hash(); 7 days; the same again is fine; 409 where the name is taken → {}
 *      "portal":true makes it one to a portal-only account, which is in no area: token is then
 *      hark_invitation_hash_code(), and it is accepted on the portal; 403 where there are none
 * GET  /api/v1/invitations          → {"invitations":[{"user","name","mail","role","area","by":hex,"expires":TIME,
 *      "portal":bool,"sign_pk":b64|null,"box_pk":b64|null,"tag":b64|null}]}   those of an Admin's organisation or an
 *      Expert's areas whose person is not yet in the roster, or not yet in the area that the invitation names; keys and
 *      tag once accepted; one to a portal-only account goes when it is accepted
 * DELETE /api/v1/invitations/{user} (an Admin) → {}   409 for a reset that was accepted: it is to be done once more
 * POST /api/v1/resets/{user}        (an Admin) {"token":b64} → {}   of somebody else whom the roster has: all their
 *      sessions end, and an invitation in their name waits, in place of one that was there; who accepts it replaces the
 *      account's secrets
 * POST /api/v1/invitations/{user}/look    (open) {"token":b64} → {"name","by":NAME,"role","area":NAME|null}
 * POST /api/v1/invitations/{user}/accept  (open) {"protocol","token":b64,"sign_pk":b64,"box_pk":b64,"tag":b64,
 *       "account":{"ops","mem","salt","login","bundle","sheet_login","sheet_bundle"}} → {"name","by":NAME}
 *      token: the token itself, from the invitation's secret. Once; the same again is fine. From then on the person
 *      can sign in; until the roster names them every other route answers 403 {"code":"waiting"}
 * GET  /api/v1/accounts             (an Admin) → {"accounts":[{"user","mail","factor":bool,"devices":N,"seen":TIME|null}]}
 *      of everybody who is here: whether a second factor is in force, devices that are signed in, the day of the last use
 * GET  /api/v1/health               (an Admin) → {"version","schema","now":TIME,"database":BYTES,"attachments":BYTES,
 *      "free":BYTES,"total":BYTES,"backup":TIME|null,"backed_up":bool,"backup_encrypted":bool,"locked":bool,"sandboxed":bool,"sandbox":TEXT,
 *      "certificate":TIME|null,"awaits_policy":bool,"sessions":N,"waiting":N,"deleted":N,"mail":bool,"mails_waiting":N,
 *      "mail_oldest":TIME|null,"mails_given_up":N,"mail_given_up":TIME|null,"mail_reason":TEXT,"mail_words":TEXT,
 *      "jobs":[{"name","ran":TIME|null,"done":TIME|null,"fault":CODE|null,"late":bool,"held":bool}]}
 *      free, total: of the disk, 0 where it does not say; backup: when the newest verified one was made, and whether it
 *      holds everything; locked: memory cannot be swapped to disk; certificate: the day on which the server's own ends,
 *      null without; awaits_policy: the server's settings have portal-only accounts switched on and no signed policy
 *      allows them (a server of before does not say); waiting: work that members' clients have yet to do for others;
 *      deleted: tickets that were, but for those that kept themselves from whoever asks;
 *      mail: a mail server is set; mails_waiting: that were to go already;
 *      mail_oldest: when the mail that waits longest was queued; mails_given_up: in the last seven days; mail_given_up:
 *      the hour of the newest of those; mail_reason: why that one was, else why one waits, as of a test mail; mail_words: the
 *      mail server's where mail_reason is "said"; servers of before leave out what they do not know;
 *      jobs: what happens by itself ("remind", "sweep" …): when it ran last, when one last came to its end, why the last did
 *      not; late: its time is long past; held: it waits until the clock may be believed; a server of before says none
 * GET  /api/v1/mail                 (an Admin) → {"url","tls":"required"|"off","from","user","password":bool,"file":bool,
 *      "address"}   url "off": no mail is sent; password: there is one; file: in a file of whoever runs the server, who alone
 *      changes url, tls, user and password then; address: this Admin's own
 * PUT  /api/v1/mail                 (an Admin) {"url","tls","from","user","password":TEXT|null} → {}   null: as it was, where
 *      url, tls and user are; else there is none any more
 * POST /api/v1/mail/test            (an Admin) → {"result":"sent"|"later"|"never","reason":TEXT,"words"}   to this Admin's own
 *      address, at once; reason "said": words are the mail server's own; else one of mail-smtp.h, such as "unset" or
 *      "password", and words say it in English; servers of before leave it out
 * GET  /api/v1/mail/wording         (an Admin) → {"own":WORDING,"unsigned":WORDING}   WORDING as in hark-wording.h; own: what
 *      Hark says where the organisation's settings say nothing; unsigned: what an Admin had set before it was part of these, and
 *      no mail says; mostly not there
 * DELETE /api/v1/mail/wording       (an Admin) → {}   throws that away
 * GET  /api/v1/notification         → {"address","language":TEXT,"digest":bool,"languages":[TEXT]}   where and how one is
 *      mailed; language "": the organisation's; digest: once a day, not at once; languages: in which mails are written
 * PUT  /api/v1/notification         {"address","language","digest":bool} → {}
 * GET  /api/v1/portal-accounts      (an Admin) → {"allowed":bool,"accounts":[{"user","name","mail","created":TIME,
 *      "ended":TIME|null}]}   portal-only accounts by name, ended ones too; allowed: people may be invited as one
 * DELETE /api/v1/portal-accounts/{user} (an Admin) → {}   ends it: nobody signs in, its tickets stay the team's
 * GET  /api/v1/own-tickets/{user}   (an Admin) → {"areas":[hex…]}   in which there are tickets that are that user's own as
 *      their reporter, without those that are kept from the Admin who asks; 404 where they are not here (any more)
 * GET  /api/v1/dues?limit=N&after=TICKET&but=ID → {"dues":[{"tk","kind":"seal","epoch","to":hex} |
 *      {"tk","kind":"rekey","epoch"}],"more":bool,"seals":N}   tickets of this user's, behind that one, whose newest epoch
 *      lacks a slot for a member of the area who may have them (work for Experts), or has one for somebody who left (for
 *      Professionals too); `to` may be the id of the organisation's recovery key; but: without those for this one. seals: of
 *      the first kind, all of them; only without "after"
 * POST /api/v1/slots                (an Expert) {"slots":[{"tk","epoch","to":hex,"box":b64}…]} → {"results":["applied"|
 *      "gone"|"rekey"|"forbidden"|"invalid"|"retry"…]}   for that newest epoch; one that is there already is applied.
 *      To oneself too, of what GET recovery told
 * GET  /api/v1/recovery/{area}?limit=N&after=TICKET → {"tickets":[{"tk","st":b64,"box":b64}],"more":bool}
 *      Tickets of the area behind that one whose newest epoch, the statement st, has a slot for the recovery key and none
 *      for this user, who must have said that they use the key there (recovery_use), and whom the ticket does not exclude
 * GET  /api/v1/absences             → {"zone","set_up","absences":[{"user","from":DAY,"until":DAY,"deputy":hex|null}]}   (hark-absence.h)
 *      One's own, and those of whoever is in a team with this user, that are not over; days of the organisation's zone.
 *      set_up: the zone that holds where its settings name none
 * PUT  /api/v1/absence              {"from":DAY,"until":DAY,"deputy":hex|null} → {}   one's own, in place of what there was:
 *      a year at most, not over yet; the deputy a member of one of one's teams, who is told what the absent advisor would be
 * DELETE /api/v1/absence            → {}   it need not be there
 * GET  /api/v1/receipts/{area}?limit=N&after=NUMBER → {"receipts":[{"number","closed":TIME|null,"deleted":TIME,
 *      "why":"members"|"retention"|"again","proposer":hex|null,"confirmer":hex|null,"done":bool}],"more":bool}
 *      Of the area's deleted tickets, behind that number, for its team, without those that excluded this user; again: deleted
 *      before, and once more because an older database had it; done: gone from files and the log of the database too
 * POST /api/v1/blobs                {"id":hex,"size":SEALED} → {"offset"}   again with the same size: where it stands
 * HEAD|PATCH /api/v1/blobs/{id}     Upload-Offset; PATCH appends the body there → 204 with the new Upload-Offset
 * GET  /api/v1/blobs/{id}           sealed bytes, Range understood; needs access to the ticket that claimed it
 */
/* clang-format on */
#pragma once

#define HARK_PROTOCOL_MIN 1
#define HARK_PROTOCOL_MAX 1
#define HARK_PROTOCOL_HEADER "Hark-Protocol"
#define HARK_FEED_SCHEMA 1

#define HARK_API "/api/v1/"
#define HARK_API_INFO HARK_API "info"
#define HARK_API_SETUP HARK_API "setup"
#define HARK_API_AUTH HARK_API "auth/"
#define HARK_API_AUTH_PARAMS HARK_API_AUTH "params"
#define HARK_API_AUTH_SESSION HARK_API_AUTH "session"
#define HARK_API_AUTH_BUNDLE HARK_API_AUTH "bundle"
#define HARK_API_AUTH_PASSWORD HARK_API_AUTH "password"
#define HARK_API_AUTH_FACTOR HARK_API_AUTH "factor"
#define HARK_API_AUTH_FACTOR_CODES HARK_API_AUTH_FACTOR "/codes"
#define HARK_API_AUTH_FACTOR_OFF HARK_API_AUTH_FACTOR "/off"
#define HARK_API_DEVICES HARK_API "devices"
#define HARK_API_ACCOUNTS HARK_API "accounts"
#define HARK_API_HEALTH HARK_API "health"
#define HARK_API_MAIL HARK_API "mail"
#define HARK_API_MAIL_TEST HARK_API "mail/test"
#define HARK_API_MAIL_WORDING HARK_API "mail/wording"
#define HARK_API_NOTIFICATION HARK_API "notification"
#define HARK_API_ROSTER HARK_API "roster"
#define HARK_API_AREAS HARK_API "areas"
#define HARK_API_SETTINGS HARK_API "settings"
#define HARK_API_SYNC HARK_API "sync"
#define HARK_API_OPS HARK_API "ops"
#define HARK_API_BLOBS HARK_API "blobs"
#define HARK_API_EVENTS HARK_API "events"
#define HARK_API_INVITATIONS HARK_API "invitations"
#define HARK_API_PORTAL HARK_API "portal/" /* for the portal's own script, which comes with the server */
#define HARK_API_PORTAL_ACCOUNTS HARK_API "portal-accounts"
#define HARK_API_RESETS HARK_API "resets"
#define HARK_API_DUES HARK_API "dues"
#define HARK_API_OWN_TICKETS HARK_API "own-tickets"
#define HARK_API_SLOTS HARK_API "slots"
#define HARK_API_RECOVERY HARK_API "recovery"
#define HARK_API_ABSENCES HARK_API "absences"
#define HARK_API_ABSENCE HARK_API "absence"
#define HARK_API_RECEIPTS HARK_API "receipts"

#define HARK_API_MAX_OPS 100
#define HARK_API_MAX_OPS_BYTES (1024 * 1024)
#define HARK_API_MAX_PAGE 2000                     /* lines of a sync page, asked for */
#define HARK_API_MAX_PAGE_BYTES (8 * 1024 * 1024) /* what a client takes of one page */
#define HARK_API_MAX_LINE (2 * 1024 * 1024)        /* of a sync page */
#define HARK_API_MAX_REPLY (4 * 1024 * 1024)       /* any other JSON reply */
#define HARK_API_MAX_AREAS 200
#define HARK_API_MAX_NAME 100   /* bytes: a user's, an area's, the organisation's name */
#define HARK_API_MAX_MAIL 254   /* bytes (RFC 5321) */
#define HARK_API_MAX_SLOTS 2048 /* of one epoch */
#define HARK_API_MAX_SLOT_BATCH 1000 /* of one POST slots, and dues of one answer */
#define HARK_API_MAX_RECOVERY 500    /* tickets of one page */
#define HARK_API_MAX_RECEIPTS 1000   /* of one page */
#define HARK_API_MAX_DUE G_GINT64_CONSTANT (7258118399) /* the end of 2199: the last that a deadline falls due */
#define HARK_API_HEARTBEAT 15        /* seconds between comments of the event stream */
#define HARK_API_TOKEN_LEN 32
