/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gateway/pd-gateway-book.h"
#include "gateway/pd-nuonuo.h"
#include "wire/pd-wire-document.h"

G_BEGIN_DECLS

/* What the provider asks of its callers. Source: facts of the provider, "Limits". */
#define PD_NUONUO_PACE (6 * G_TIME_SPAN_SECOND)
#define PD_NUONUO_KEYS_A_QUERY 50
#define PD_NUONUO_LINES 2000
#define PD_NUONUO_TOKENS 50
#define PD_NUONUO_TOKEN_WINDOW (30 * G_TIME_SPAN_DAY)
#define PD_NUONUO_RETRIES_A_DAY 20
#define PD_NUONUO_SIGN_INS_A_DAY 20
#define PD_NUONUO_SIGN_IN_APART (60 * G_TIME_SPAN_SECOND)
#define PD_NUONUO_REFRESHES_A_DAY 20
#define PD_NUONUO_REFRESH_APART (30 * G_TIME_SPAN_SECOND)
#define PD_NUONUO_QR_LIFE (5 * G_TIME_SPAN_MINUTE)

/* What was sent may be found only so much later. */
#define PD_NUONUO_NOT_FOUND_GRACE (10 * G_TIME_SPAN_MINUTE)

/* PdNuonuo: the adapter of one seller. */
typedef struct
{
  char *services_url;
  char *token_url;
  char *app_key;
  char *app_secret;
  char *tax_number;
  char *clerk;           /* (nullable) */
  char *extension;       /* (nullable) */
  char *permanent_token; /* (nullable) */
  gint64 pace;
  guint at_once;
  gint64 (*now) (gpointer data);
  guint32 (*random) (gpointer data);
  gboolean (*wait) (gpointer data, gint64 time, GCancellable *cancellable);
  gpointer data;
  PdGatewayBook *book;          /* (owned) */
  PdGatewayHttp *http;          /* (owned) (nullable) */
  PdGatewayTransport transport; /* data borrowed, or @http */

  GMutex token_mutex; /* the two below, and that only one thread asks for a new one */
  char *token;        /* (nullable) */
  gint64 token_until; /* microseconds, UTC */

  GMutex session_mutex; /* what waits for a person, below, and when the quota was last refreshed */
  gint64 refreshed_at;  /* microseconds, UTC; 0: not by this process */
  char *qr_code;        /* (nullable) */
  gint64 code_until;    /* microseconds, UTC; 0: no code waits */
  gboolean by_sms;
  gboolean by_face; /* the code is for recognition (实人认证), not for signing in */
} PdNuonuo;

/* PdNuonuoOutcome: how a call ended. */
typedef enum
{
  PD_NUONUO_OK,       /* E0000 */
  PD_NUONUO_REFUSED,  /* another code */
  PD_NUONUO_NOT_SENT, /* nothing of it left */
  PD_NUONUO_LOST      /* nobody here knows */
} PdNuonuoOutcome;

/* PdNuonuoReply: an answer of the provider. */
typedef struct
{
  PdNuonuoOutcome outcome;
  PdGatewayNext next;        /* for NOT_SENT: SEND or CONFIGURE */
  gint64 wait;               /* for NOT_SENT: microseconds */
  char *code;                /* (nullable) as pd_nuonuo_read_code() writes it */
  char *reason;              /* (nullable) the provider's words, or ours */
  PdWireDocument *document;  /* (nullable) */
  const PdWireValue *result; /* (nullable) of @document */
} PdNuonuoReply;

void pd_nuonuo_reply_clear (PdNuonuoReply *reply);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PdNuonuoReply, pd_nuonuo_reply_clear)

/* PdNuonuoCode: what a code says of an order that was to be issued. */
typedef struct
{
  const char *code;
  PdGatewayState state;
  PdGatewayNext next;
  const char *why; /* untranslated */
} PdNuonuoCode;

/* pd-nuonuo-codes.c */
const PdNuonuoCode *pd_nuonuo_find_code (const char *code);
const PdNuonuoCode *pd_nuonuo_get_codes (guint *n_codes);
gboolean pd_nuonuo_wants_sign_in (const char *text);
gboolean pd_nuonuo_lacks_quota (const char *text);
PdGatewayAnswer *pd_nuonuo_answer_submit (const PdNuonuoReply *reply);
PdGatewayAnswer *pd_nuonuo_answer_asked (const PdNuonuoReply *reply);

/* pd-nuonuo-read.c */
char *pd_nuonuo_read_text (const PdWireValue *object, const char *name);
gboolean pd_nuonuo_read_integer (const PdWireValue *object, const char *name, gint64 *integer);
gboolean pd_nuonuo_read_fen (const PdWireValue *object, const char *name, gint64 *fen);
gboolean pd_nuonuo_read_time (const PdWireValue *object, const char *name, gint64 *time);
char *pd_nuonuo_read_code (const PdWireValue *object, const char *name);
char *pd_nuonuo_china_date (gint64 time, const char *format);
gboolean pd_nuonuo_is_number (const char *text);

/* pd-nuonuo-token.c */
char *
pd_nuonuo_token_take (PdNuonuo *self, PdNuonuoReply *failure, gboolean *is_new, GCancellable *cancellable);
void pd_nuonuo_token_forget (PdNuonuo *self, const char *token);

/* pd-nuonuo-call.c */
gboolean pd_nuonuo_call (PdNuonuo *self,
                         const char *method,
                         const char *body,
                         PdNuonuoReply *reply,
                         GCancellable *cancellable);
gboolean pd_nuonuo_wait_for_turn (PdNuonuo *self, PdNuonuoReply *failure, GCancellable *cancellable);
gint64 pd_nuonuo_now (const PdNuonuo *self);

/* pd-nuonuo-body.c */
void pd_nuonuo_put (GString *body, const char *name, const char *value);
void pd_nuonuo_put_name (GString *body, const char *name);
void pd_nuonuo_put_account (const PdNuonuo *self, GString *body);
gboolean pd_nuonuo_is_sendable (const char *text);

/* pd-nuonuo-order.c */
char *pd_nuonuo_order_body (const PdNuonuo *self, const PdGatewayRequest *request, char **problem);
char *pd_nuonuo_price (const char *price, const char *quantity, gint64 net);

/* pd-nuonuo-issue.c */
PdGatewayAnswer *pd_nuonuo_submit (gpointer self, const PdGatewayRequest *request, GCancellable *cancellable);
void pd_nuonuo_query (gpointer self,
                      const PdGatewayKey *keys,
                      guint n_keys,
                      PdGatewayAnswer **answers,
                      GCancellable *cancellable);
PdGatewayAnswer *pd_nuonuo_retry (gpointer self, const PdGatewayKey *key, GCancellable *cancellable);
PdGatewayAnswer *pd_nuonuo_test (gpointer self, GCancellable *cancellable);
gboolean pd_nuonuo_ask_result (PdNuonuo *self,
                               const PdGatewayKey *keys,
                               guint n_keys,
                               PdNuonuoReply *reply,
                               GCancellable *cancellable);
PdGatewayAnswer *pd_nuonuo_read_asked (const PdNuonuoReply *reply, const PdGatewayKey *key, gint64 now);
const PdWireValue *pd_nuonuo_find_key (const PdWireValue *result, const PdGatewayKey *key);
const PdWireValue *pd_nuonuo_find_row (const PdWireValue *result, const char *name, const char *key);
PdGatewayAnswer *pd_nuonuo_read_row (const PdWireValue *row, gint64 now);
PdGatewayAnswer *pd_nuonuo_send_retry (PdNuonuo *self, const char *key, GCancellable *cancellable);

/* pd-nuonuo-files.c */
PdGatewayAnswer *pd_nuonuo_fetch_files (gpointer self, const PdGatewayKey *key, GCancellable *cancellable);
gboolean pd_nuonuo_is_file (PdGatewayFileKind kind, GBytes *bytes);

/* pd-nuonuo-session.c */
PdGatewaySession *pd_nuonuo_session (gpointer self,
                                     PdGatewaySessionAction action,
                                     const char *argument,
                                     GCancellable *cancellable);

/* pd-nuonuo-account.c */
PdGatewayQuota *pd_nuonuo_quota (gpointer self, gboolean refresh, GCancellable *cancellable);
GPtrArray *pd_nuonuo_list (gpointer self,
                           const char *from,
                           const char *to,
                           PdGatewayAnswer **failure,
                           GCancellable *cancellable);
PdGatewayAnswer *
pd_nuonuo_void_paper (gpointer self, const PdRecord *invoice, const char *reason, GCancellable *cancellable);
PdGatewayAnswer *
pd_nuonuo_redeliver (gpointer self, const PdGatewayRedelivery *redelivery, GCancellable *cancellable);

/* pd-nuonuo-form.c, pd-nuonuo-form-read.c */
char *pd_nuonuo_order_number (const char *key);
const char *pd_nuonuo_reason_to_provider (const char *reason);
const char *pd_nuonuo_reason_from_provider (const char *reason);
PdGatewayAnswer *pd_nuonuo_apply_form (gpointer self, const PdGatewayForm *form, GCancellable *cancellable);
PdGatewayAnswer *pd_nuonuo_query_form (gpointer self, const PdGatewayForm *form, GCancellable *cancellable);
PdGatewayAnswer *pd_nuonuo_act_on_form (gpointer self,
                                        const PdGatewayForm *form,
                                        PdGatewayFormAction action,
                                        const char *reason,
                                        GCancellable *cancellable);
GPtrArray *pd_nuonuo_list_forms (gpointer self,
                                 const char *from,
                                 const char *to,
                                 PdGatewayAnswer **failure,
                                 GCancellable *cancellable);
PdGatewayAnswer *pd_nuonuo_read_form (const PdWireValue *row);
PdRecord *pd_nuonuo_form_record (const PdWireValue *row, const char *side);

G_END_DECLS
