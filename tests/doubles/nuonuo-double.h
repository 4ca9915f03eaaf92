/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A local double of two providers: 诺税通 (issuing) and 聚美智数 (verification). The core is pure: it has no socket,
 * no thread and no clock of its own. A program puts it behind HTTP (nuonuo-double-server.c); a simulator calls it in
 * process on a virtual clock. Calls to one double are made one after another.
 *
 * Its book of legal invoices is what tests assert on: it never holds two for one order number of one seller.
 * Where the provider's papers give no number for a rule, the double's choice is said where the rule is checked.
 *
 * WHAT IT SERVES
 *   POST /open/v1/services   the signed calls of nuonuo.OpeMplatform, by the header "method"
 *   POST /accessToken        tokens, form-encoded
 *   GET  /files/SERIAL.pdf   and .ofd, .xml: the files of an issued invoice
 *   POST /invoice/validate, /invoice/validate/full-electronic, /invoice/validate/v2   verification, form-encoded
 *
 * THE CONTROL API: the same port, loopback only. POST bodies are JSON objects; an answer is {"ok":true, ...} with
 * status 200 or {"error":"..."} with status 400. Times are milliseconds since 1970, spans are milliseconds, money is
 * fen. "seller" may be left out where there is one seller only or the value is for every seller.
 *
 *   GET  /control/clock      {"now":T,"offset":D,"frozen":B}
 *   POST /control/clock      {"set":T} | {"advance":D} and/or {"frozen":B}; what is due by then happens, in order
 *   GET  /control/settings   all settings, as below
 *   POST /control/settings   {"NAME":"VALUE", ...}: values as strings or integers; an unknown name is an error
 *   POST /control/seller     {"taxNumber":S,"name":S,"quota":FEN}: a known seller (see any_seller)
 *   POST /control/script     {"orderNo":S?,"count":N?,"script":S,"failCause":S?,"retry":S?}: for the next N orders (1),
 *                            or for that order, which may be there already; {"clear":true} forgets the waiting ones.
 *                            A script is "STATUS@AFTER, ..." : "20, 21@1000, 2@2000" (AFTER in ms since it was taken
 *                            or retried; 0 when left out). It ends at its last status. "retry" is played from reInvoice.
 *                            Names for the usual ones: normal, refused, seal-failed, voided, stuck, at-once.
 *   POST /control/fault      {"call":S?,"orderNo":S?,"kind":S,"when":"before"|"after"?,"skip":N?,"times":N?,"ms":D?,
 *                            "bytes":N?,"status":N?,"code":S?,"describe":S?,"location":S?}; {"clear":true} removes all.
 *                            "call" is the last word of the API's name, accessToken, file, file.pdf (.ofd, .xml),
 *                            validate; all when left out. The first "skip" that match pass; then "times" (1) are
 *                            spoilt; -1 is for ever. "before": the provider has taken nothing; "after": it has.
 *                            Answers {"id":N}. kinds:
 *                              drop       the connection is closed without a byte of answer (before)
 *                              reset      the connection is reset (before)
 *                              late       closed without an answer at once; takes effect "ms" later all the same
 *                              twice      the request arrives twice; the second answer is the one that comes back
 *                              delay      answered "ms" later; taken at once (always after)
 *                              html       status "status" (502) and a page of HTML (before)
 *                              redirect   status "status" (302) to "location" (/moved of its own: a call there is
 *                                         counted as "elsewhere") (before)
 *                              code       {"code":"code","describe":"describe"} (before); {"error":...} for accessToken
 *                              truncate   the headers, the first "bytes" (20) of the body, then closed (after)
 *                              cut-json   a whole answer whose JSON ends after "bytes" (20) (after)
 *                              slow       the body in pieces, over "ms" in all (after)
 *                              empty      status 200 and no body (after)
 *                              null       "result" is null (after)
 *                              strings    every number of the answer as a string (after)
 *                              numbers    every string that is a plain number of at most 15 digits as a number (after)
 *                              code-0000  E0000 is written "0000" (after); code-number: as the number 0 (after)
 *                              wrong-type the Content-Type is text/plain (after)
 *                              not-found  status 404 (files; before)
 *                              not-pdf    status 200 and a page of HTML with the Content-Type of the file (files)
 *   GET  /control/fault      {"faults":[{"id","call","kind","when","skip","times","hits"}]} that are not used up
 *   POST /control/sign       {"seller":S?,"extension":S?,"in":B?,"face":B?,"clerk":S?,"account":S?}: signs drawers in or
 *                            out; "face": whether the bureau has recognised the person (实人认证). Without an extension
 *                            all drawers of the seller, without a seller all, those of later too
 *   POST /control/scan       {"seller":S?,"extension":S?,"ok":B?,"message":S?}: the person scanned the QR code;
 *                            without seller and extension the last one that was shown
 *   GET  /control/sms        ?seller=&extension= : {"code":"123456"} that was "sent" to the phone
 *   POST /control/quota      {"seller":S?,"total":FEN,"used":FEN?}; a total of 0 is without limit
 *   POST /control/red        {"uuid":S,"status":S}: the other side or the bureau moves a form to this state
 *   POST /control/blue       {"number":S,"used":B}: the buyer has used this invoice: red forms need both sides
 *   POST /control/inbound    {"seller","sellerName","buyer","buyerName","blueNumber","net":FEN,"tax":FEN,
 *                            "redReason":"1","by":"buyer"|"seller","ms":AGE?,"detail":[…]?}: a form the other side
 *                            made at the bureau, with lines as saveInvoiceRedConfirm takes them; answers {"billUuid","billNo"}; seen by queries only after refreshInvoiceRedConfirm
 *   POST /control/known      {"number":S,"code":S?,"date":"yyyyMMdd","gross":FEN,"net":FEN?,"check":S?,"state":S?}:
 *                            an invoice of somebody else that verification knows
 *   GET  /control/legal      ?seller=&orderNo= : {"count":N,"invoices":[{"number","orderNo","serial","seller",
 *                            "kind":"blue"|"red","blueNumber","net","tax","gross","at","voided"}]}
 *   GET  /control/orders     {"orders":[{"serial","orderNo","seller","status","failCause","number","retries"}]}
 *   GET  /control/forms      ?blueNumber= : {"forms":[{"uuid","number","billId","status","by","blueNumber","net","tax"}]}
 *   GET  /control/counters   {"calls":{CALL:N}, "refused":{CODE:N}}
 *   GET  /control/log        ?since=SEQ : {"log":[{"seq","at","arrived","call","orderNo","seller","code","fault"}]},
 *                            the last 20000; "at" by the double's clock, "arrived" by the clock outside; no secrets
 *   GET  /control/callbacks  {"callbacks":[{"url","body"}]}: what the provider would have pushed; {"clear":true} by POST
 *   POST /control/reset      {}: forgets everything but the clock outside
 *
 * SETTINGS (default): see nuonuo_settings in nuonuo-double-store.c, where each has a line.
 */

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * NuonuoDeliver: what the transport does with a reply.
 * @NUONUO_DELIVER_ANSWER: sends it whole
 * @NUONUO_DELIVER_DROP: closes the connection without a byte
 * @NUONUO_DELIVER_RESET: resets the connection without a byte
 * @NUONUO_DELIVER_TRUNCATE: sends the headers with the whole length, the first @cut bytes, and closes
 * @NUONUO_DELIVER_SLOW: sends the headers, then the body in pieces over @pace
 */
typedef enum
{
  NUONUO_DELIVER_ANSWER,
  NUONUO_DELIVER_DROP,
  NUONUO_DELIVER_RESET,
  NUONUO_DELIVER_TRUNCATE,
  NUONUO_DELIVER_SLOW,
} NuonuoDeliver;

/** NuonuoReply: an answer, and how it is to arrive. */
typedef struct
{
  NuonuoDeliver deliver;
  guint status;
  char **headers; /* name, value, name, value ..., NULL */
  GBytes *body;
  gint64 delay; /* microseconds before anything is sent or closed */
  gsize cut;    /* for TRUNCATE: bytes of the body */
  gint64 pace;  /* for SLOW: microseconds from the first piece to the last */
} NuonuoReply;

/** NuonuoLegal: one invoice of the bureau's own book. */
typedef struct
{
  char *number;
  char *order_number;
  char *serial;
  char *seller;
  char *blue_number; /* (nullable) for a red one */
  gboolean red;
  gboolean voided;
  gint64 net; /* fen; negative when red */
  gint64 tax;
  gint64 gross;
  gint64 at; /* milliseconds since 1970 */
} NuonuoLegal;

/* The clock outside: microseconds since 1970. */
typedef gint64 (*NuonuoNow) (gpointer data);

typedef struct _NuonuoDouble NuonuoDouble;

NuonuoDouble *nuonuo_double_new (const char *path, NuonuoNow now, gpointer data, GError **error);
void nuonuo_double_free (NuonuoDouble *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NuonuoDouble, nuonuo_double_free)

NuonuoReply *nuonuo_double_handle (NuonuoDouble *self,
                                   const char *method,
                                   const char *path,
                                   const char *query,
                                   const char *const *headers,
                                   GBytes *body);
void nuonuo_reply_free (NuonuoReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NuonuoReply, nuonuo_reply_free)
const char *nuonuo_reply_get_header (const NuonuoReply *reply, const char *name);

char *nuonuo_double_control (NuonuoDouble *self, const char *what, const char *json);
GPtrArray *nuonuo_double_get_legal (NuonuoDouble *self);
void nuonuo_legal_free (NuonuoLegal *legal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NuonuoLegal, nuonuo_legal_free)
gint64 nuonuo_double_get_next_event (NuonuoDouble *self);
void nuonuo_double_set_base_url (NuonuoDouble *self, const char *url);

char *nuonuo_double_signature (const char *secret,
                               const char *app_key,
                               const char *senid,
                               const char *nonce,
                               const char *timestamp,
                               GBytes *body);

G_END_DECLS
