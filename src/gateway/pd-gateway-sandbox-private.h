/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gateway/pd-gateway-book.h"
#include "gateway/pd-gateway-sandbox.h"

G_BEGIN_DECLS

#define PD_SANDBOX_NO_FAULT PD_GATEWAY_N_FAULTS

/* Keys of invoices that others issued, in what is played. No submission's key has a colon. */
#define PD_SANDBOX_PLAYED "played:"

/** PdSandbox: the training bureau. All that it remembers is in its book; any thread, any process. */
typedef struct
{
  PdGatewayFunctions functions; /* what this one offers */
  PdGatewayBook *book;          /* (owned) */
  PdGatewaySandboxOptions options;
  char *company;      /* (owned) (nullable) */
  char *company_name; /* (owned) (nullable) */
} PdSandbox;

/** PdSandboxCall: one call, which is one transaction: all of it is in the book, or nothing. */
typedef struct
{
  PdSandbox *sandbox;
  gint64 now;
  PdGatewaySandboxFault fault; /* PD_SANDBOX_NO_FAULT when nothing goes wrong */
  char *sentence;              /* (owned) (nullable) the fault's */
  gboolean failed;             /* the book cannot be read or written: nothing that was found counts */
} PdSandboxCall;

typedef PdGatewayAnswer *(*PdSandboxWork) (PdSandboxCall *call, gconstpointer data);

/* pd-gateway-sandbox-book.c */
gboolean pd_sandbox_make_tables (PdGatewayBook *book);
gboolean pd_sandbox_begin (PdSandboxCall *call, PdSandbox *sandbox);
gboolean pd_sandbox_end (PdSandboxCall *call);
gboolean pd_sandbox_check (PdSandboxCall *call, gboolean done);
gboolean pd_sandbox_row (PdSandboxCall *call, sqlite3_stmt *statement);
gint64 pd_sandbox_integer (PdSandboxCall *call, sqlite3_stmt *statement, gint64 otherwise);
char *pd_sandbox_text (PdSandboxCall *call, sqlite3_stmt *statement);
char *pd_sandbox_column (sqlite3_stmt *statement, int column);
gint64 pd_sandbox_setting (PdSandboxCall *call, PdGatewaySandboxSetting setting);
char *pd_sandbox_write_invoice (PdSandboxCall *call,
                                const char *key,
                                const PdRecord *invoice,
                                guint province,
                                gint64 at,
                                gboolean counts);
PdRecord *pd_sandbox_read_invoice (PdSandboxCall *call, const char *number);
gint64 pd_sandbox_used (PdSandboxCall *call, const char *company, gint64 at);

/* pd-gateway-sandbox-fault.c */
PdGatewayAnswer *
pd_sandbox_do (PdSandbox *sandbox, PdGatewaySandboxFunction function, PdSandboxWork work, gconstpointer data);
void pd_sandbox_take_fault (PdSandboxCall *call, PdGatewaySandboxFunction function);
PdGatewayAnswer *pd_sandbox_fail_reading (PdSandboxCall *call);

/* pd-gateway-sandbox-issue.c */
PdGatewayAnswer *pd_sandbox_find (PdSandboxCall *call, const char *key);
PdGatewayAnswer *pd_sandbox_issued_answer (PdSandboxCall *call, const char *number);
PdGatewayAnswer *pd_sandbox_submit_work (PdSandboxCall *call, gconstpointer data);
PdGatewayAnswer *pd_sandbox_retry_work (PdSandboxCall *call, gconstpointer data);
PdGatewayAnswer *pd_sandbox_query_key (PdSandboxCall *call, const char *key);
PdGatewayAnswer *pd_sandbox_wait_for_sign_in (void);
void pd_sandbox_go_on (PdSandboxCall *call, const char *key, gint64 at);
void pd_sandbox_settle_submissions (PdSandboxCall *call);

/* pd-gateway-sandbox-files.c */
PdGatewayAnswer *pd_sandbox_fetch_files (gpointer self, const PdGatewayKey *key, GCancellable *cancellable);

/* pd-gateway-sandbox-session.c */
gboolean pd_sandbox_is_signed_in (PdSandboxCall *call);
void pd_sandbox_sign_out (PdSandboxCall *call, const char *reason);
PdGatewaySession *pd_sandbox_session (gpointer self,
                                      PdGatewaySessionAction action,
                                      const char *argument,
                                      GCancellable *cancellable);

/* pd-gateway-sandbox-list.c */
PdGatewayQuota *pd_sandbox_quota (gpointer self, gboolean refresh, GCancellable *cancellable);
GPtrArray *pd_sandbox_list (gpointer self,
                            const char *from,
                            const char *to,
                            PdGatewayAnswer **failure,
                            GCancellable *cancellable);
gboolean pd_sandbox_is_span (const char *from, const char *to, int days);

/* pd-gateway-sandbox-red.c */
typedef struct
{
  gint64 net; /* fen, positive */
  gint64 tax;
  char *quantity; /* (owned) (nullable) canonical decimal text */
} PdSandboxRemainder;

void pd_sandbox_remainder_free (PdSandboxRemainder *remainder);
GPtrArray *pd_sandbox_remainders (PdSandboxCall *call, const PdRecord *blue);
char *pd_sandbox_refuse_form (PdSandboxCall *call, const PdRecord *blue, const PdRecord *form);
PdRecord *pd_sandbox_make_red (const PdRecord *blue, const PdRecord *form, const char *form_number);
PdRecord *pd_sandbox_make_form (PdSandboxCall *call, const PdRecord *blue, const char *reason_code);

/* pd-gateway-sandbox-form.c */
typedef struct
{
  char *uuid;
  char *number;
  char *key;    /* (nullable) ours, of a form that we entered or acted on */
  gboolean own; /* we entered it; else the played other side did */
  char *status;
  char *entered_by;
  char *blue;
  gint64 entered_at;
  gint64 deadline;
  gint64 confirmed_at;
  char *red; /* (nullable) */
  PdRecord *content;
} PdSandboxForm;

void pd_sandbox_form_free (PdSandboxForm *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdSandboxForm, pd_sandbox_form_free)
PdSandboxForm *pd_sandbox_find_form (PdSandboxCall *call, const char *key, const char *uuid_or_number);
PdSandboxForm *pd_sandbox_read_form (sqlite3_stmt *statement);
char *pd_sandbox_enter (PdSandboxCall *call,
                        const PdRecord *blue,
                        const PdRecord *form,
                        const char *key,
                        const char *status);
void pd_sandbox_set_status (PdSandboxCall *call, const PdSandboxForm *form, const char *status);
void pd_sandbox_issue_red (PdSandboxCall *call, const char *uuid, gint64 at);
void pd_sandbox_issue_red_in_time (PdSandboxCall *call, const char *uuid);
gboolean pd_sandbox_is_booked (PdSandboxCall *call, const char *number);
void pd_sandbox_settle_forms (PdSandboxCall *call);
PdGatewayAnswer *pd_sandbox_apply_work (PdSandboxCall *call, gconstpointer data);
PdGatewayAnswer *pd_sandbox_query_form_work (PdSandboxCall *call, gconstpointer data);
PdGatewayAnswer *pd_sandbox_act_work (PdSandboxCall *call, gconstpointer data);
/** PdSandboxAct: what is done to a form. */
typedef struct
{
  const PdGatewayForm *form;
  PdGatewayFormAction action;
} PdSandboxAct;

#define PD_SANDBOX_FORM_COLUMNS                                                                              \
  "uuid, number, key, own, status, entered_by, blue, entered_at, deadline, confirmed_at, red, content"

/* pd-gateway-sandbox-inbound.c */
GPtrArray *pd_sandbox_list_forms (gpointer self,
                                  const char *from,
                                  const char *to,
                                  PdGatewayAnswer **failure,
                                  GCancellable *cancellable);
PdRecord *pd_sandbox_describe_form (const PdSandboxForm *form);
GPtrArray *pd_sandbox_read_forms (PdSandboxCall *call, gboolean own, const char *from, const char *to);

/* pd-gateway-sandbox-door.c */
gboolean pd_sandbox_end_or_fail (PdSandboxCall *call, const char *refusal, GError **error);

/* pd-gateway-sandbox.c */
PdSandbox *pd_sandbox_of (PdGateway *gateway);

G_END_DECLS
