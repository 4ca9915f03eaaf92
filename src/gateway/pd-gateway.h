/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/pd-record.h"

G_BEGIN_DECLS

/**
 * PdGatewayState: what is known of one key, in words that every provider's can be said in.
 * @PD_GATEWAY_NOT_SENT: the provider has nothing under the key, for certain: the same key may be sent
 * @PD_GATEWAY_WAITING: nothing was taken, because a person has to sign in at the bureau first
 * @PD_GATEWAY_SENT: the provider has it and has not decided
 * @PD_GATEWAY_ISSUED: a legal invoice exists under the key; its number is its number for ever
 * @PD_GATEWAY_FAILED: no invoice was made by what was sent; the reason is the bureau's own sentence
 * @PD_GATEWAY_UNKNOWN: nobody here knows whether an invoice was made
 */
typedef enum
{
  PD_GATEWAY_NOT_SENT,
  PD_GATEWAY_WAITING,
  PD_GATEWAY_SENT,
  PD_GATEWAY_ISSUED,
  PD_GATEWAY_FAILED,
  PD_GATEWAY_UNKNOWN,
} PdGatewayState;

/**
 * PdGatewayNext: what is to be done next with the key.
 * @PD_GATEWAY_NEXT_NOTHING: it has come to its end
 * @PD_GATEWAY_NEXT_FIX: a person mends the content and asks again
 * @PD_GATEWAY_NEXT_SEND: the same key is sent again after the answer's wait
 * @PD_GATEWAY_NEXT_QUERY: the key is asked for after the answer's wait, and not sent
 * @PD_GATEWAY_NEXT_RETRY: the provider's own retry of the key, with nothing changed
 * @PD_GATEWAY_NEXT_SIGN_IN: a person signs in at the bureau; then the same key is sent
 * @PD_GATEWAY_NEXT_CONFIGURE: an administrator mends the connection; until then nothing is sent for this company
 * @PD_GATEWAY_NEXT_DECIDE: a person looks at the bureau's own pages and decides
 * @PD_GATEWAY_NEXT_QUOTA: with NOT_SENT or FAILED: nothing is wrong with it but that what is left of the quota does not
 *   cover it. It waits until the quota is raised or a month begins; then the same key is sent, or retried if it is spent
 */
typedef enum
{
  PD_GATEWAY_NEXT_NOTHING,
  PD_GATEWAY_NEXT_FIX,
  PD_GATEWAY_NEXT_SEND,
  PD_GATEWAY_NEXT_QUERY,
  PD_GATEWAY_NEXT_RETRY,
  PD_GATEWAY_NEXT_SIGN_IN,
  PD_GATEWAY_NEXT_CONFIGURE,
  PD_GATEWAY_NEXT_DECIDE,
  PD_GATEWAY_NEXT_QUOTA,
} PdGatewayNext;

/** PdGatewayLimits: what a provider asks of whoever calls it; zero: no such limit. */
typedef struct
{
  gint64
      pace; /* microseconds between two requests of one account; a call that needs several keeps it itself */
  guint at_once;        /* calls of one account that are under way together; 0: 1 */
  guint keys_a_query;   /* 0: 1 */
  guint retries_a_day;  /* of one key */
  gint64 sign_in_apart; /* microseconds between two asked-for codes */
  guint sign_ins_a_day; /* asked-for codes of an account */
  gint64 quota_apart;   /* microseconds between two refreshed quotas */
  guint quota_refreshs_a_day;
  guint lines;    /* of one invoice */
  gboolean plain; /* it issues neither special businesses, additional elements nor difference taxation */
  gboolean
      in_order; /* it answers at once: one is sent after the other's answer, so that numbers come in their order */
} PdGatewayLimits;

/** PdGatewayKey: what was sent, to ask for it. */
typedef struct
{
  const char *key;    /* the idempotency key: 20 characters of A–Z and 0–9 */
  const char *serial; /* (nullable) the provider's own name of it, as its first answer gave it */
  gint64 sent_at;     /* microseconds, UTC: when it was sent last; 0: it is sent if it is not found */
} PdGatewayKey;

/** PdGatewayRequest: what is asked to be issued. */
typedef struct
{
  const char *key;         /* the idempotency key: one key is one legal invoice at most, for ever */
  const PdRecord *invoice; /* the frozen content; the bureau adds number, date and drawer */
  guint province;          /* the tax bureau's province code, two digits */
} PdGatewayRequest;

/** PdGatewayFileKind: which of an invoice's files. */
typedef enum
{
  PD_GATEWAY_FILE_PDF,
  PD_GATEWAY_FILE_OFD,
  PD_GATEWAY_FILE_XML,
} PdGatewayFileKind;
#define PD_GATEWAY_N_FILES 3

/** PdGatewayAnswer: a provider's answer about one key, in neutral words. */
typedef struct
{
  PdGatewayState state;
  PdGatewayNext next;
  gint64 wait; /* microseconds until @next makes sense; 0: the caller's own back-off */
  gboolean
      is_spent; /* for FAILED and WAITING: the provider keeps it under the key, so that what is mended needs a new one */
  char *code;   /* (nullable) the provider's own, e.g. "E9131" */
  char *reason; /* (nullable) the bureau's sentence, or why nothing is known */
  char *serial; /* (nullable) the provider's own name of the submission */

  /* for ISSUED */
  char *number;        /* 20 digits */
  char *issue_date;    /* "YYYY-MM-DD" in China */
  gint64 issued_at;    /* microseconds, UTC */
  char *drawer;        /* (nullable) */
  gint64 gross_amount; /* fen, as the provider says; negative for a red invoice; 0 where it does not say */
  gboolean specimen;   /* made for training; it is no invoice before the law */
  GBytes *files[PD_GATEWAY_N_FILES]; /* (nullable) from fetch_files only */
  gboolean files_pending;            /* from fetch_files: not all are there yet, ask again after @wait */

  /* for the functions of red-letter forms; see pd-red-form.h for the words of the status */
  char *form_status;   /* (nullable) the bureau's two digits, "01" to "16" */
  char *form_number;   /* (nullable) 红字确认单编号 */
  char *form_uuid;     /* (nullable) */
  gint64 confirmed_at; /* microseconds, UTC; 0 when it is not confirmed */
} PdGatewayAnswer;

PdGatewayAnswer *pd_gateway_answer_new (PdGatewayState state, PdGatewayNext next, const char *reason);
PdGatewayAnswer *pd_gateway_answer_without_files (PdGatewayAnswer *asked);
void pd_gateway_answer_free (PdGatewayAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdGatewayAnswer, pd_gateway_answer_free)
const char *pd_gateway_state_name (PdGatewayState state);
const char *pd_gateway_next_name (PdGatewayNext next);

/**
 * PdGatewaySessionState: whether the person who issues is signed in at the bureau.
 * @PD_GATEWAY_SESSION_NONE: this provider needs no session
 * @PD_GATEWAY_SESSION_UNKNOWN: it could not be asked
 * @PD_GATEWAY_SESSION_OUT: nobody is signed in
 * @PD_GATEWAY_SESSION_CODE: a QR code waits to be scanned, or a code sent by SMS to be typed
 * @PD_GATEWAY_SESSION_IN: signed in
 */
typedef enum
{
  PD_GATEWAY_SESSION_NONE,
  PD_GATEWAY_SESSION_UNKNOWN,
  PD_GATEWAY_SESSION_OUT,
  PD_GATEWAY_SESSION_CODE,
  PD_GATEWAY_SESSION_IN,
} PdGatewaySessionState;

/**
 * PdGatewaySessionAction: what is asked of the session.
 * @PD_GATEWAY_SESSION_ASK: how it stands; changes nothing and counts against no limit
 * @PD_GATEWAY_SESSION_START_QR: a new QR code
 * @PD_GATEWAY_SESSION_START_SMS: a code by SMS
 * @PD_GATEWAY_SESSION_ENTER: the code that came by SMS, as the argument
 */
typedef enum
{
  PD_GATEWAY_SESSION_ASK,
  PD_GATEWAY_SESSION_START_QR,
  PD_GATEWAY_SESSION_START_SMS,
  PD_GATEWAY_SESSION_ENTER,
} PdGatewaySessionAction;

/** PdGatewaySession: how the session stands. */
typedef struct
{
  PdGatewaySessionState state;
  PdGatewayNext next; /* NOTHING; QUERY: ask how it stands; SIGN_IN: start again; CONFIGURE */
  gint64 wait;       /* microseconds until it is worth asking how it stands; see PdGatewayAnswer. Not how long
                       * no other code may be asked for: that is @again_at */
  char *account;     /* (nullable) who is signed in, or is to sign in */
  char *qr_code;     /* (nullable) for CODE by QR: the text to draw as a QR code */
  gint64 expires_at; /* for CODE, and for IN where it is known: microseconds, UTC; else 0 */
  gint64 again_at;   /* microseconds, UTC: when another code may be asked for; 0: now */
  gboolean by_sms;   /* for CODE: a code is to be typed */
  char *reason;      /* (nullable) a sentence */
} PdGatewaySession;

void pd_gateway_session_free (PdGatewaySession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdGatewaySession, pd_gateway_session_free)

/** PdGatewayQuota: what may still be issued this month (授信额度), fen without tax. */
typedef struct
{
  gboolean is_known;
  gint64 total;
  gint64 used;
  gint64 available;
  gint64 updated_at;  /* microseconds, UTC: when the bureau made these figures */
  PdGatewayNext next; /* NOTHING, also where only a refresh brings figures; else as in an answer */
  gint64 wait;        /* for QUERY: microseconds; 0: as the platform likes */
  char *reason;       /* (nullable) */
} PdGatewayQuota;

void pd_gateway_quota_free (PdGatewayQuota *quota);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdGatewayQuota, pd_gateway_quota_free)

/** PdGatewayListed: one legal invoice in a provider's list. */
typedef struct
{
  char *key;    /* (nullable) */
  char *number; /* (nullable) */
  PdGatewayState state;
  gint64 gross_amount; /* fen; 0 where the list does not say */
} PdGatewayListed;

void pd_gateway_listed_free (PdGatewayListed *listed);

/**
 * PdGatewayFormAction: what is done to a red-letter form (红字确认单) that exists at the bureau.
 * @PD_GATEWAY_FORM_CONFIRM: our side agrees to what the other one entered
 * @PD_GATEWAY_FORM_REJECT: our side does not
 * @PD_GATEWAY_FORM_WITHDRAW: our side takes back what it entered
 * @PD_GATEWAY_FORM_ISSUE: the red invoice of a confirmed form is asked for (快捷红冲)
 */
typedef enum
{
  PD_GATEWAY_FORM_CONFIRM,
  PD_GATEWAY_FORM_REJECT,
  PD_GATEWAY_FORM_WITHDRAW,
  PD_GATEWAY_FORM_ISSUE,
} PdGatewayFormAction;

/** PdGatewayRedelivery: an issued invoice that the provider is to send to somebody once more. */
typedef struct
{
  const char *number; /* 20 digits */
  const char *phone;  /* (nullable) a mobile number: by text message */
  const char *mail;   /* (nullable) an address: by mail; one of the two is there */
} PdGatewayRedelivery;

/** PdGatewayForm: a red-letter form at the bureau. */
typedef struct
{
  const char *key;      /* the idempotency key of the form: 32 characters of a–z and 0–9 */
  const PdRecord *form; /* pd_red_form_type; who entered it, the blue invoice, the lines */
  guint province;
  gint64 sent_at; /* microseconds, UTC: the last time that it was sent; 0 when it is sent first */
} PdGatewayForm;

/**
 * PdGatewayFunctions: a provider of the bureau's services. README.md in this folder explains it for whoever writes one.
 *
 * Every function may be called from any thread, several at a time up to the limit "at_once", and waits for the network.
 * What it returns is the caller's (transfer full) and never %NULL; what it is given stays the caller's and is only read
 * until it returns. What goes wrong is an answer too: its state says what is known, its next says what to do. A failure
 * of the network after the first byte left is UNKNOWN, never NOT_SENT; being cancelled is a failure like others.
 * What may be %NULL a provider need not offer.
 */
typedef struct
{
  /* A word for logs and for the ledger, e.g. "sandbox". */
  const char *name;

  /* What the provider asks of its callers. May change (a setting); read before each call. */
  void (*get_limits) (gpointer self, PdGatewayLimits *limits);

  /* Asks for a legal invoice. The caller has written its intent down before. The same key again returns the same
   * invoice and never makes a second one, whatever the content. All states; ISSUED only when the number is known. */
  PdGatewayAnswer *(*submit) (gpointer self, const PdGatewayRequest *request, GCancellable *cancellable);

  /* Asks what became of keys; changes nothing at the bureau. Fills @answers, one for each key, in their order.
   * NOT_SENT only when nothing that was sent under the key before can still take effect. UNKNOWN with QUERY when the
   * provider could not be asked. */
  void (*query) (gpointer self,
                 const PdGatewayKey *keys,
                 guint n_keys,
                 PdGatewayAnswer **answers,
                 GCancellable *cancellable);

  /* (nullable) The provider's own retry of a key that failed, or whose seal failed, with nothing changed. Never makes a
   * second invoice. As submit. */
  PdGatewayAnswer *(*retry) (gpointer self, const PdGatewayKey *key, GCancellable *cancellable);

  /* The files of an issued invoice; under a form's key, of its red invoice, with the bureau's
   * id of the form as the serial where the provider gave none. State ISSUED, whatever becomes of the files;
   * files_pending while some are missing. Next: CONFIGURE as for a question; DECIDE when the provider has no invoice
   * under the key, for certain; else NOTHING. See pd_gateway_answer_without_files(). */
  PdGatewayAnswer *(*fetch_files) (gpointer self, const PdGatewayKey *key, GCancellable *cancellable);

  /* (nullable) Voids a paper invoice of this month; electronic ones are reversed. FAILED with the bureau's words when
   * it may not be, ISSUED with the reason when it stays, NOT_SENT when it was not asked. No order of Piaodan can be a
   * paper invoice yet, so that the platform does not call it: adapters have it for completeness, and their tests. */
  PdGatewayAnswer *(*void_paper) (gpointer self,
                                  const PdRecord *invoice,
                                  const char *reason,
                                  GCancellable *cancellable);

  /* (nullable) Has the provider send an issued invoice once more (重新交付). ISSUED when it is being sent, FAILED with the
   * provider's words when it is not, NOT_SENT when it was not asked, UNKNOWN when nobody knows: then it may arrive. */
  PdGatewayAnswer *(*redeliver) (gpointer self,
                                 const PdGatewayRedelivery *redelivery,
                                 GCancellable *cancellable);

  /* (nullable, with the three after it) Enters a red-letter form. The same key again finds the same form. States as
   * submit: SENT while nobody has confirmed it or the red invoice is to come; ISSUED with the red invoice's number. */
  PdGatewayAnswer *(*apply_form) (gpointer self, const PdGatewayForm *form, GCancellable *cancellable);
  PdGatewayAnswer *(*query_form) (gpointer self, const PdGatewayForm *form, GCancellable *cancellable);
  PdGatewayAnswer *(*act_on_form) (gpointer self,
                                   const PdGatewayForm *form,
                                   PdGatewayFormAction action,
                                   const char *reason,
                                   GCancellable *cancellable);

  /* Forms that the other side entered, as records of pd_red_form_type with their lines, of a span of business dates
   * ("YYYY-MM-DD", 90 days at most). %NULL with @failure set when they could not be asked. */
  GPtrArray *(*list_forms) (gpointer self,
                            const char *from,
                            const char *to,
                            PdGatewayAnswer **failure,
                            GCancellable *cancellable);

  /* (nullable) How the session at the bureau stands, or a step of signing in. */
  PdGatewaySession *(*session) (gpointer self,
                                PdGatewaySessionAction action,
                                const char *argument,
                                GCancellable *cancellable);

  /* (nullable) The quota; @refresh asks the bureau itself and counts against the limit. */
  PdGatewayQuota *(*quota) (gpointer self, gboolean refresh, GCancellable *cancellable);

  /* (nullable) What the provider has of a span of days (10 at most), of PdGatewayListed: to reconcile. */
  GPtrArray *(*list) (gpointer self,
                      const char *from,
                      const char *to,
                      PdGatewayAnswer **failure,
                      GCancellable *cancellable);

  /* Tries the connection by asking for a key that cannot exist. NOT_SENT: it works. */
  PdGatewayAnswer *(*test) (gpointer self, GCancellable *cancellable);

  /* Frees the provider; no other function runs or will. */
  void (*free) (gpointer self);
} PdGatewayFunctions;

typedef struct _PdGateway PdGateway;

PdGateway *pd_gateway_new (const PdGatewayFunctions *functions, gpointer self);
PdGateway *pd_gateway_ref (PdGateway *gateway);
void pd_gateway_unref (PdGateway *gateway);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdGateway, pd_gateway_unref)
const char *pd_gateway_get_name (const PdGateway *gateway);
gpointer pd_gateway_get_self (const PdGateway *gateway, const PdGatewayFunctions *functions);
const PdGatewayFunctions *pd_gateway_get_functions (const PdGateway *gateway);
void pd_gateway_get_limits (PdGateway *gateway, PdGatewayLimits *limits);

PdGatewayAnswer *
pd_gateway_submit (PdGateway *gateway, const PdGatewayRequest *request, GCancellable *cancellable);
void pd_gateway_query (PdGateway *gateway,
                       const PdGatewayKey *keys,
                       guint n_keys,
                       PdGatewayAnswer **answers,
                       GCancellable *cancellable);
PdGatewayAnswer *
pd_gateway_query_one (PdGateway *gateway, const PdGatewayKey *key, GCancellable *cancellable);
PdGatewayAnswer *pd_gateway_retry (PdGateway *gateway, const PdGatewayKey *key, GCancellable *cancellable);
PdGatewayAnswer *
pd_gateway_fetch_files (PdGateway *gateway, const PdGatewayKey *key, GCancellable *cancellable);
PdGatewayAnswer *
pd_gateway_redeliver (PdGateway *gateway, const PdGatewayRedelivery *redelivery, GCancellable *cancellable);
PdGatewaySession *pd_gateway_session (PdGateway *gateway,
                                      PdGatewaySessionAction action,
                                      const char *argument,
                                      GCancellable *cancellable);
PdGatewayAnswer *pd_gateway_test (PdGateway *gateway, GCancellable *cancellable);
PdGatewayQuota *pd_gateway_quota (PdGateway *gateway, gboolean refresh, GCancellable *cancellable);

G_END_DECLS
